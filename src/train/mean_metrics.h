// SPDX-License-Identifier: Apache-2.0
// Metrics that are the mean of a loss, or its root.
#pragma once

#include "train/metric.h"

namespace kvant::train {

MetricPointer mean_metric(const std::string& name, LossPointer of, bool root);

}  // namespace kvant::train
