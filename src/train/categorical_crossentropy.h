// SPDX-License-Identifier: Apache-2.0
// Cross entropy of one class among several, along the last axis.
#pragma once

#include "train/loss.h"

namespace kvant::train {

/// -sum t log p with targets t of a number for each class. Probabilities are divided by their sum and clipped to
/// [1e-7, 1 - 1e-7]; logits go through softmax. label_smoothing s moves targets: t (1 - s) + s / classes.
LossPointer categorical_crossentropy(bool from_logits, double label_smoothing);

/// -log p of the class whose index is the target. Probabilities are clipped to [1e-7, 1 - 1e-7] and then divided by
/// their sum; logits go through softmax.
LossPointer sparse_categorical_crossentropy(bool from_logits);

}  // namespace kvant::train
