// SPDX-License-Identifier: Apache-2.0
// Accuracies: what is counted, and when it is right.
#include "train/accuracy_metrics.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kvant::train {
namespace {

/// The share of right ones among all that Rule counts: rule.count(batch) of them, rule.is_right(batch, i).
template <class Rule>
class Accuracy : public Metric {
 public:
  Accuracy(const std::string& name, Rule rule) : Metric(name), rule_(rule) {}

  bool grows() const override { return true; }
  void reset() override { right_ = all_ = 0.0; }
  void add(const OutputBatch& batch) override {
    const std::int64_t count = rule_.count(batch);
    std::int64_t right = 0;
    for (std::int64_t i = 0; i < count; ++i) right += rule_.is_right(batch, i) ? 1 : 0;
    right_ += static_cast<double>(right);
    all_ += static_cast<double>(count);
  }
  double result() const override { return all_ == 0.0 ? 0.0 : right_ / all_; }
  std::vector<double> state() const override { return {right_, all_}; }
  void set_state(const std::vector<double>& state) override {
    right_ = state.at(0);
    all_ = state.at(1);
  }

 private:
  Rule rule_;
  double right_ = 0.0, all_ = 0.0;
};

struct Binary {
  float threshold;
  static std::int64_t count(const OutputBatch& batch) { return batch.rows * batch.row_size; }
  bool is_right(const OutputBatch& batch, std::int64_t i) const {
    return (batch.predicted[i] > threshold ? 1.0f : 0.0f) == batch.target[i];
  }
};

std::int64_t largest_of(const float* numbers, std::int64_t count) {
  return std::max_element(numbers, numbers + count) - numbers;
}

/// The class that group i's target names; beyond the classes, one that is not there.
std::int64_t label_of(const OutputBatch& batch, std::int64_t i, bool sparse) {
  if (!sparse) return largest_of(batch.target + i * batch.classes, batch.classes);
  const float label = batch.target[i];
  return label >= 0.0f && label < static_cast<float>(batch.classes) ? static_cast<std::int64_t>(label) : -1;
}

struct Categorical {
  bool sparse;
  static std::int64_t count(const OutputBatch& batch) { return batch.groups(); }
  bool is_right(const OutputBatch& batch, std::int64_t i) const {
    return largest_of(batch.predicted + i * batch.classes, batch.classes) == label_of(batch, i, sparse);
  }
};

struct TopK {
  std::int64_t k;
  bool sparse;
  static std::int64_t count(const OutputBatch& batch) { return batch.groups(); }
  bool is_right(const OutputBatch& batch, std::int64_t i) const {
    const float* const predicted = batch.predicted + i * batch.classes;
    const std::int64_t label = label_of(batch, i, sparse);
    if (label < 0 || !std::isfinite(predicted[label])) return false;
    return std::count_if(predicted, predicted + batch.classes, [&](float p) { return p > predicted[label]; }) < k;
  }
};

template <class Rule>
MetricPointer make(const std::string& name, Rule rule) {
  return std::make_unique<Accuracy<Rule>>(name, rule);
}

}  // namespace

MetricPointer binary_accuracy(const std::string& name, double threshold) {
  return make(name, Binary{static_cast<float>(threshold)});
}
MetricPointer categorical_accuracy(const std::string& name) { return make(name, Categorical{false}); }
MetricPointer sparse_categorical_accuracy(const std::string& name) { return make(name, Categorical{true}); }
MetricPointer top_k_accuracy(const std::string& name, std::int64_t k, bool sparse) {
  return make(name, TopK{k, sparse});
}

}  // namespace kvant::train
