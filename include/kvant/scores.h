// SPDX-License-Identifier: Apache-2.0
// How far predictions are from targets, by Keras' losses and metrics.
#pragma once

#include <kvant/types/array.h>

#include <map>
#include <string>
#include <vector>

namespace kvant {

/// The loss and the metrics by the names given: {"mse", 0.011}, {"mae", 0.08}. An empty loss is left out. predicted and
/// targets: of any real type, as many numbers each, batch first. Throws Error for numbers that do not pair, a usage
/// Error for an unknown name.
std::map<std::string, double> score_predictions(const Array& predicted, const Array& targets, const std::string& loss,
                                                const std::vector<std::string>& metrics);

}  // namespace kvant
