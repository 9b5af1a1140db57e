// SPDX-License-Identifier: Apache-2.0
// Tells a training that learned nothing from one that did.
#pragma once

#include "train/losses.h"
#include "train/samples.h"
#include "train/training_log.h"

namespace kvant::train {

/// The loss of the best constant answer near the mean of the targets; for mse their variance.
double constant_answer_loss(const Loss& loss, const SampleView& samples);

/// Sets stalled and advice when the last loss is not finite or, after ten epochs or more, above a quarter of what a
/// constant answer gives.
void judge_training(TrainingLog& log, const Loss& loss, const SampleView& samples);

}  // namespace kvant::train
