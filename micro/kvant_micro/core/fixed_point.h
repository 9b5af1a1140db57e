// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Integer requantisation with two roundings, as TFLM's reference kernels compute it. docs/numerics.md,
// "requantisation".
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// (a * b) / 2^31, rounded to nearest with ties away from zero as gemmlowp does; saturates the one overflow.
inline int32_t saturating_rounding_doubling_high_multiply(int32_t a, int32_t b) {
  if (a == b && a == INT32_MIN) return INT32_MAX;
  const int64_t product = static_cast<int64_t>(a) * static_cast<int64_t>(b);
  const int64_t nudge = product >= 0 ? (INT64_C(1) << 30) : (1 - (INT64_C(1) << 30));
  return static_cast<int32_t>((product + nudge) / (INT64_C(1) << 31));
}

/// value / 2^exponent, rounded to nearest, ties away from zero. exponent: 0..31.
inline int32_t rounding_divide_by_power_of_two(int32_t value, int32_t exponent) {
  const int32_t mask = static_cast<int32_t>((INT64_C(1) << exponent) - 1);
  const int32_t remainder = value & mask;
  const int32_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);
  return (value >> exponent) + (remainder > threshold ? 1 : 0);
}

/// value * multiplier * 2^(shift - 31). multiplier: a Q31 fraction in [2^30, 2^31), or 0. shift: -31..30.
/// The left shift wraps as the reference's does on two's complement machines. For a multiplier that is not negative the
/// saturating product is (value * multiplier + 2^30) >> 31, rounded down.
inline int32_t multiply_by_quantized_multiplier(int32_t value, int32_t multiplier, int32_t shift) {
  const int32_t left = shift > 0 ? shift : 0;
  const int32_t right = shift > 0 ? 0 : -shift;
  const int32_t shifted = static_cast<int32_t>(static_cast<uint32_t>(value) << left);
  const int64_t product = static_cast<int64_t>(shifted) * multiplier + (INT64_C(1) << 30);
  return rounding_divide_by_power_of_two(static_cast<int32_t>(product >> 31), right);
}

inline int32_t clamp(int32_t value, int32_t low, int32_t high) {
  return value < low ? low : (value > high ? high : value);
}

/// The nearest integer, ties away from zero; saturates; NaN gives 0.
inline int32_t round_half_away(float value) {
  if (!(value > -2147483648.0f)) return value != value ? 0 : INT32_MIN;
  if (value >= 2147483648.0f) return INT32_MAX;
  const int32_t whole = static_cast<int32_t>(value);
  const float rest = value - static_cast<float>(whole);
  if (rest >= 0.5f) return whole + 1;
  if (rest <= -0.5f) return whole - 1;
  return whole;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
