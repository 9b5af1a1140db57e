// SPDX-License-Identifier: Apache-2.0
// Counting right and wrong answers above thresholds.
#include "train/threshold_metrics.h"

#include "random/portable_math.h"

#include <kvant_micro/core/float_math.h>

#include <algorithm>
#include <cmath>

namespace kvant::train {
namespace {

/// a / b, or 0 where b is.
double share(double a, double b) { return b == 0.0 ? 0.0 : a / b; }

/// True positives over what is predicted, or over what is.
class ThresholdMetric : public Metric {
 public:
  ThresholdMetric(const std::string& name, double threshold, std::int64_t class_id, bool of_predicted)
      : Metric(name), threshold_(static_cast<float>(threshold)), class_id_(class_id), of_predicted_(of_predicted) {}

  bool grows() const override { return true; }
  void reset() override { hits_ = all_ = 0.0; }
  void add(const OutputBatch& batch) override {
    const std::int64_t step = class_id_ < 0 ? 1 : batch.classes;
    for (std::int64_t i = std::max<std::int64_t>(class_id_, 0); i < batch.rows * batch.row_size; i += step) {
      const bool says = batch.predicted[i] > threshold_, is = batch.target[i] != 0.0f;
      hits_ += says && is ? 1.0 : 0.0;
      all_ += (of_predicted_ ? says : is) ? 1.0 : 0.0;
    }
  }
  double result() const override { return share(hits_, all_); }
  std::vector<double> state() const override { return {hits_, all_}; }
  void set_state(const std::vector<double>& state) override {
    hits_ = state.at(0);
    all_ = state.at(1);
  }

 private:
  float threshold_;
  std::int64_t class_id_;
  bool of_predicted_;
  double hits_ = 0.0, all_ = 0.0;
};

class AreaUnderCurve : public Metric {
 public:
  AreaUnderCurve(const std::string& name, std::int64_t num_thresholds, bool precision_recall, bool from_logits)
      : Metric(name),
        precision_recall_(precision_recall),
        from_logits_(from_logits),
        yes_(static_cast<std::size_t>(num_thresholds)),
        no_(yes_.size()) {}

  bool grows() const override { return true; }
  void reset() override {
    std::fill(yes_.begin(), yes_.end(), 0.0);
    std::fill(no_.begin(), no_.end(), 0.0);
  }
  /// Sorts predictions into the buckets between thresholds; one that equals a threshold is not above it.
  void add(const OutputBatch& batch) override {
    const auto last = static_cast<float>(yes_.size() - 1);
    for (std::int64_t i = 0; i < batch.rows * batch.row_size; ++i) {
      const float given = from_logits_ ? kvant_micro::float_logistic(batch.predicted[i]) : batch.predicted[i];
      const float bucket = std::ceil(std::clamp(given, 0.0f, 1.0f) * last) - 1.0f;
      const std::size_t place = bucket > 0.0f ? static_cast<std::size_t>(bucket) : 0;
      (batch.target[i] != 0.0f ? yes_ : no_)[place] += 1.0;
    }
  }
  double result() const override { return precision_recall_ ? under_precision() : under_recall(); }
  std::vector<double> state() const override {
    std::vector<double> both = yes_;
    both.insert(both.end(), no_.begin(), no_.end());
    return both;
  }
  void set_state(const std::vector<double>& state) override {
    std::copy_n(state.begin(), yes_.size(), yes_.begin());
    std::copy_n(state.begin() + static_cast<std::ptrdiff_t>(yes_.size()), no_.size(), no_.begin());
  }

 private:
  /// How many lie above each threshold.
  static std::vector<double> above(const std::vector<double>& buckets) {
    std::vector<double> sums = buckets;
    for (std::size_t i = sums.size() - 1; i-- > 0;) sums[i] += sums[i + 1];
    return sums;
  }

  double under_recall() const {
    const std::vector<double> hits = above(yes_), alarms = above(no_);
    double area = 0.0;
    for (std::size_t i = 0; i + 1 < hits.size(); ++i) {
      const double width = share(alarms[i], alarms[0]) - share(alarms[i + 1], alarms[0]);
      area += width * (share(hits[i], hits[0]) + share(hits[i + 1], hits[0])) / 2.0;
    }
    return area;
  }

  double under_precision() const {
    const std::vector<double> hits = above(yes_), alarms = above(no_);
    double area = 0.0;
    for (std::size_t i = 0; i + 1 < hits.size(); ++i) {
      const double here = hits[i] + alarms[i], next = hits[i + 1] + alarms[i + 1];
      const double gained = hits[i] - hits[i + 1], slope = share(gained, here - next);
      const double ratio = here > 0.0 && next > 0.0 ? here / next : 1.0;
      area += share(slope * (gained + (hits[i + 1] - slope * next) * random::portable_log(ratio)), hits[0]);
    }
    return area;
  }

  bool precision_recall_, from_logits_;
  std::vector<double> yes_, no_;  ///< in each bucket, by target
};

}  // namespace

MetricPointer precision(const std::string& name, double threshold, std::int64_t class_id) {
  return std::make_unique<ThresholdMetric>(name, threshold, class_id, true);
}
MetricPointer recall(const std::string& name, double threshold, std::int64_t class_id) {
  return std::make_unique<ThresholdMetric>(name, threshold, class_id, false);
}
MetricPointer area_under_curve(const std::string& name, std::int64_t num_thresholds, bool precision_recall,
                               bool from_logits) {
  return std::make_unique<AreaUnderCurve>(name, num_thresholds, precision_recall, from_logits);
}

}  // namespace kvant::train
