// SPDX-License-Identifier: Apache-2.0
// A mean weighted by samples: what Keras' loss tracker is.
#pragma once

#include <cstdint>

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

 private:
  double total_ = 0.0;
  double weight_ = 0.0;
};

}  // namespace kvant::train
