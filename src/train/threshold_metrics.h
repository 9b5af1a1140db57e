// SPDX-License-Identifier: Apache-2.0
// Metrics of yes and no: precision, recall, and the area under a curve over all thresholds.
#pragma once

#include "train/metric.h"

namespace kvant::train {

/// Of those that are predicted (above the threshold), the share that is: true positives / predicted positives; 0 of
/// none. class_id: of one number of the last axis alone, -1: of all.
MetricPointer precision(const std::string& name, double threshold, std::int64_t class_id);
/// Of those that are, the share that is predicted.
MetricPointer recall(const std::string& name, double threshold, std::int64_t class_id);

/// Keras' AUC: counts at num_thresholds thresholds from just below 0 to just above 1, evenly apart, joined by straight
/// lines (ROC: recall over the share of false alarms) or, for "PR" (precision over recall), by Davis and Goadrich's
/// interpolation (The Relationship Between Precision-Recall and ROC Curves, 2006).
MetricPointer area_under_curve(const std::string& name, std::int64_t num_thresholds, bool precision_recall,
                               bool from_logits);

}  // namespace kvant::train
