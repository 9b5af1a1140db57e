// SPDX-License-Identifier: Apache-2.0
// e^x = 2^k e^r with r = x - k log 2, |r| <= 0.35, where Taylor's series is short.
#include "random/portable_exp.h"

#include <cmath>
#include <limits>

namespace kvant::random {

double portable_exp(double x) {
  if (std::isnan(x)) return x;
  if (x > 710.0) return std::numeric_limits<double>::infinity();
  if (x < -746.0) return 0.0;
  constexpr double one_over_log_2 = 0x1.71547652b82fep+0;
  constexpr double log_2_high = 0x1.62e42feep-1;  // 32 bits: its product with k is exact
  constexpr double log_2_low = 0x1.a39ef35793c76p-33;
  constexpr double to_whole = 6755399441055744.0;  // adding and taking away 1.5 * 2^52 rounds to a whole number
  const double k = (x * one_over_log_2 + to_whole) - to_whole;
  const double r = (x - k * log_2_high) - k * log_2_low;
  double sum = 1.0;  // r^14 / 14! is below 2^-57
  for (int n = 13; n >= 1; --n) sum = 1.0 + r * sum / static_cast<double>(n);
  return std::ldexp(sum, static_cast<int>(k));
}

}  // namespace kvant::random
