// SPDX-License-Identifier: Apache-2.0
// Sums and products of two doubles with nothing lost: the rounded result and its exact error.
#pragma once

namespace kvant::random {

/// high is the rounded result, low what the rounding left out: high + low is exact.
struct TwoPart {
  double high;
  double low;
};

/// a + b for |a| >= |b| or a == 0 (Dekker). No overflow allowed.
constexpr TwoPart exact_sum_ordered(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// a * b by halves of 26 bits (Veltkamp, Dekker); needs no fused multiply-add.
/// Exact for |a|, |b| < 2^990 and 2^-960 < |a b| < 2^1020, or a product of zero.
constexpr TwoPart exact_product(double a, double b) {
  constexpr double splitter = 134217729.0;  // 2^27 + 1
  const double a_scaled = a * splitter;
  const double a_high = a_scaled - (a_scaled - a);
  const double a_low = a - a_high;
  const double b_scaled = b * splitter;
  const double b_high = b_scaled - (b_scaled - b);
  const double b_low = b - b_high;
  const double product = a * b;
  return {product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

}  // namespace kvant::random
