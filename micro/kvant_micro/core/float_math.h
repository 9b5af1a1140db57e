// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// exp, logistic and tanh of float32 with the same bits on every processor: no C library, no fused multiply-add.
#pragma once

#include <kvant_micro/core/float_product.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace float_math_detail {

/// 2^exponent. -126..127.
KVANT_ALWAYS_INLINE float power_of_two(int32_t exponent) {
  const uint32_t bits = static_cast<uint32_t>(exponent + 127) << 23;
  float power;
  __builtin_memcpy(&power, &bits, sizeof power);
  return power;
}

/// (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2.
KVANT_ALWAYS_INLINE float exp_tail(float r) {
  float sum = rounded_product(r, 0.00019890981f) + 0.0013933642f;
  sum = rounded_product(sum, r) + 0.0083333105f;
  sum = rounded_product(sum, r) + 0.041666467f;
  sum = rounded_product(sum, r) + 0.16666667f;
  return rounded_product(sum, r) + 0.5f;
}

}  // namespace float_math_detail

/// e^x, error below 0.7 units in the last place of a normal result; infinity beyond 88.72, 0 below -103.98; NaN stays.
inline float float_exp(float x) {
  if (!(x < 88.8f)) return x != x ? x : __builtin_inff();
  if (x < -104.0f) return 0.0f;
  // x = n log(2) + r; log(2) in two parts, n times the first of which is exact.
  const float scaled = rounded_product(x, 1.44269504f);
  const int32_t n = static_cast<int32_t>(scaled + (scaled < 0.0f ? -0.5f : 0.5f));
  const float count = static_cast<float>(n);
  const float high = x - rounded_product(count, 0.693359375f);
  const float low = rounded_product(count, 2.12194440e-4f);
  const float r = high + low;
  const float rest = (high - r) + low;  // what the sum lost
  const float part = rounded_product(rounded_product(r, r), float_math_detail::exp_tail(r)) + rest;
  const float sum = 1.0f + r;
  const float e = sum + ((r - (sum - 1.0f)) + part);
  // In two steps, as 2^n itself may be no normal number.
  const int32_t half = n / 2;
  return e * float_math_detail::power_of_two(half) * float_math_detail::power_of_two(n - half);
}

/// 1 / (1 + e^-x), error below 2 units in the last place; below -9, as the reference, e^x.
inline float float_logistic(float x) {
  if (x > 16.619047f) return 1.0f;
  if (x < -9.0f) return float_exp(x);
  return 1.0f / (1.0f + float_exp(-x));
}

/// tanh(x), error below 2 units in the last place.
inline float float_tanh(float x) {
  const float size = x < 0.0f ? -x : x;
  if (size < 0.55f) {
    const float square = rounded_product(x, x);
    float sum = rounded_product(square, -0.006608371f) + 0.021308402f;
    sum = rounded_product(sum, square) - 0.05390927f;
    sum = rounded_product(sum, square) + 0.13333113f;
    sum = rounded_product(sum, square) - 0.3333333f;
    return x + rounded_product(x, rounded_product(square, sum));
  }
  if (!(size < 9.1f)) return x != x ? x : (x < 0.0f ? -1.0f : 1.0f);
  const float result = 1.0f - 2.0f / (float_exp(2.0f * size) + 1.0f);
  return x < 0.0f ? -result : result;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
