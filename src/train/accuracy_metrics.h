// SPDX-License-Identifier: Apache-2.0
// How often a prediction is right.
#pragma once

#include "train/metric.h"

namespace kvant::train {

/// Of all numbers: predicted > threshold is 1, else 0, and is right when it equals the target.
MetricPointer binary_accuracy(const std::string& name, double threshold);

/// Of all targets of a number for each class: the largest prediction stands where the largest target does.
MetricPointer categorical_accuracy(const std::string& name);
/// The same of targets that are a class's index.
MetricPointer sparse_categorical_accuracy(const std::string& name);

/// Fewer than k predictions are above that of the target's class. sparse: targets are indices.
MetricPointer top_k_accuracy(const std::string& name, std::int64_t k, bool sparse);

}  // namespace kvant::train
