// SPDX-License-Identifier: Apache-2.0
// A mean weighted by samples: what Keras' loss tracker is.
#pragma once

#include <cstdint>
#include <vector>

namespace kvant::train {

class WeightedMean {
 public:
  void reset() { total_ = weight_ = 0.0; }
  void add(double mean, std::int64_t samples) {
    total_ += mean * static_cast<double>(samples);
    weight_ += static_cast<double>(samples);
  }
  /// 0 before the first sample.
  double result() const { return weight_ == 0.0 ? 0.0 : total_ / weight_; }

  std::vector<double> state() const { return {total_, weight_}; }
  void set_state(const std::vector<double>& state) {
    total_ = state.at(0);
    weight_ = state.at(1);
  }

 private:
  double total_ = 0.0;
  double weight_ = 0.0;
};

}  // namespace kvant::train
