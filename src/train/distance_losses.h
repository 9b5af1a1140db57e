// SPDX-License-Identifier: Apache-2.0
// Losses that are a mean over all numbers of how far prediction and target are apart.
#pragma once

#include "train/loss.h"

namespace kvant::train {

LossPointer mean_squared_error();
LossPointer mean_absolute_error();
/// Squared near zero, absolute beyond delta = 1.
LossPointer huber();

}  // namespace kvant::train
