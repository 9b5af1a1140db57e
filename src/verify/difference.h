// SPDX-License-Identifier: Apache-2.0
// How far one row of numbers is from another, summed up sample by sample.
#pragma once

#include <cstdint>
#include <span>

namespace kvant::verify {

/// What a quantised tensor can hold, in real numbers.
struct RealRange {
  double low, high;
  double step;  ///< from one number to the next; 0: not quantised
};

class Difference {
 public:
  /// a: what should come out; b: what does, of as many numbers.
  void add(std::span<const float> a, std::span<const float> b, const RealRange& range_of_b);

  std::int64_t values() const { return values_; }
  std::int64_t equal() const { return equal_; }
  /// Largest |a - b|; NaN when one of the two is and the other is not.
  double max() const { return max_; }
  double mean() const { return values_ == 0 ? 0 : total_ / static_cast<double>(values_); }
  /// 10 log10(sum a^2 / sum (a - b)^2); infinity when all are equal.
  double signal_to_noise_db() const;
  /// Share of a that lies outside what b can hold, by more than half a step.
  double clipped_share() const {
    return values_ == 0 ? 0 : static_cast<double>(clipped_) / static_cast<double>(values_);
  }

 private:
  std::int64_t values_ = 0, equal_ = 0, clipped_ = 0;
  double max_ = 0, total_ = 0, signal_ = 0, noise_ = 0;
};

}  // namespace kvant::verify
