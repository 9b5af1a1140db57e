// SPDX-License-Identifier: Apache-2.0
// The sums behind a comparison.
#include "verify/difference.h"

#include <cmath>
#include <limits>

namespace kvant::verify {

void Difference::add(std::span<const float> a, std::span<const float> b, const RealRange& range_of_b) {
  values_ += static_cast<std::int64_t>(a.size());
  const double margin = range_of_b.step / 2;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double p = a[i], q = b[i];
    if (p == q || (std::isnan(p) && std::isnan(q))) {
      ++equal_;
      signal_ += p * p;
      continue;
    }
    const double difference = std::fabs(p - q);
    // Written so that a difference that is not a number stays.
    if (!(difference <= max_)) max_ = std::isnan(max_) ? max_ : difference;
    total_ += difference;
    signal_ += p * p;
    noise_ += difference * difference;
    if (range_of_b.step > 0 && (p < range_of_b.low - margin || p > range_of_b.high + margin)) ++clipped_;
  }
}

double Difference::signal_to_noise_db() const {
  if (noise_ == 0) return std::numeric_limits<double>::infinity();
  return 10 * std::log10(signal_ / noise_);
}

}  // namespace kvant::verify
