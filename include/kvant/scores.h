// SPDX-License-Identifier: Apache-2.0
// How far predictions are from targets, by Keras' losses and metrics.
#pragma once

#include <kvant/losses.h>
#include <kvant/metrics.h>
#include <kvant/types/array.h>

#include <map>
#include <string>
#include <vector>

namespace kvant {

/// The loss and the metrics by their names: {"mse", 0.011}, {"mae", 0.08}. A loss that is not given is left out.
/// predicted and targets: of any real type, batch first, targets as the loss and the metrics need them: as many
/// numbers, or indices of classes. Throws Error for numbers that do not pair and for labels outside the classes, a
/// usage Error for an unknown name.
std::map<std::string, double> score_predictions(const Array& predicted, const Array& targets, const Loss& loss,
                                                const std::vector<Metric>& metrics);

/// How often each class was taken for each: int64 [classes, classes], a row for each class that is, a column for each
/// that was predicted. predicted [n, classes]: the largest number is the answer; [n, 1]: above 0.5 class 1 of two.
/// labels: n indices, or a number for each class with the largest at the right one. Throws Error for shapes that do not
/// fit and for a label outside the classes, naming its row.
Array confusion_matrix(const Array& labels, const Array& predicted);

}  // namespace kvant
