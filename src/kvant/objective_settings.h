// SPDX-License-Identifier: Apache-2.0
// From public losses and metrics to what trains and measures.
#pragma once

#include "train/loss.h"
#include "train/metric.h"

#include <kvant/losses.h>
#include <kvant/metrics.h>

namespace kvant {

inline train::LossSettings settings_of(const Loss& loss) {
  return {loss.name(), loss.from_logits(), loss.label_smoothing()};
}

inline train::MetricSettings settings_of(const Metric& metric) {
  const Metric::Settings& s = metric.settings();
  return {s.kind, s.name, s.threshold, s.k, s.class_id, s.num_thresholds, s.curve, s.from_logits};
}

}  // namespace kvant
