// SPDX-License-Identifier: Apache-2.0
// Tells a training that learned nothing from one that did.
#pragma once

#include "data/sample_source.h"
#include "train/objectives.h"
#include "train/training_log.h"

namespace kvant::train {

/// The loss of the best constant answer near the mean of the targets; for mse their variance. For one output.
double constant_answer_loss(const Loss& loss, data::SampleSource& samples);

/// Sets stalled and advice when the last loss is not finite or, after ten epochs or more, above a quarter of what a
/// constant answer gives. The second is asked of one output, of losses that measure a distance, and of samples in
/// memory.
void judge_training(TrainingLog& log, const Objectives& objectives, data::SampleSource& samples);

}  // namespace kvant::train
