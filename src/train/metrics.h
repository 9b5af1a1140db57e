// SPDX-License-Identifier: Apache-2.0
// What training reports: metrics by Keras' names, as means over an epoch.
#pragma once

#include "train/losses.h"

#include <cstdint>
#include <string>

namespace kvant::train {

/// A mean weighted by samples: what Keras' loss tracker is.
class WeightedMean {
 public:
  void reset() { total_ = weight_ = 0.0; }
  void add(double mean, std::int64_t samples) {
    total_ += mean * static_cast<double>(samples);
    weight_ += static_cast<double>(samples);
  }
  /// 0 before the first sample.
  double result() const { return weight_ == 0.0 ? 0.0 : total_ / weight_; }

 private:
  double total_ = 0.0;
  double weight_ = 0.0;
};

class Metric {
 public:
  /// mse, mae, rmse or their long names. Throws a usage Error for another name, with a suggestion.
  explicit Metric(const std::string& name);

  /// As it was asked for: the key of logs.
  const std::string& name() const { return name_; }
  void reset() { mean_.reset(); }
  void add(const float* predicted, const float* target, std::int64_t rows, std::int64_t row_size) {
    mean_.add(function_(predicted, target, rows, row_size, nullptr), rows);
  }
  double result() const;

 private:
  std::string name_;
  LossFunction function_ = nullptr;
  bool root_ = false;
  WeightedMean mean_;
};

}  // namespace kvant::train
