// SPDX-License-Identifier: Apache-2.0
// Cross entropy of yes and no, number by number.
#pragma once

#include "train/loss.h"

namespace kvant::train {

/// -(t log p + (1 - t) log(1 - p)) with p clipped to [1e-7, 1 - 1e-7]; of logits x, without clipping, the same of their
/// sigmoid. label_smoothing s moves targets: t (1 - s) + s / 2.
LossPointer binary_crossentropy(bool from_logits, double label_smoothing);

}  // namespace kvant::train
