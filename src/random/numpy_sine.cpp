// SPDX-License-Identifier: Apache-2.0
// Reduction by pi/2 in three parts and two short polynomials, every step fused and rounded to float32.
#include "random/numpy_sine.h"

#include <cmath>

#include "random/portable_math.h"

namespace kvant::random {

float numpy_sine(float x) {
  // The constants and the order of the steps are those of NumPy's float32 sine, without which the bits would differ.
  // Up to here the three parts of pi/2 are enough; above, NumPy asks the C library.
  constexpr float reach = 117435.992f;
  if (!(std::fabs(x) <= reach)) return static_cast<float>(portable_sin(static_cast<double>(x)));

  // Adding and taking away 1.5 * 2^23 rounds to the nearest whole number.
  constexpr float to_whole = 0x1.8p+23f;
  const float quarters = std::fma(x, 0x1.45f306p-1f, to_whole) - to_whole;
  float r = std::fma(quarters, -0x1.921fb0p+0f, x);
  r = std::fma(quarters, -0x1.5110b4p-22f, r);
  r = std::fma(quarters, -0x1.846988p-48f, r);
  const float square = r * r;

  float value;
  if (static_cast<int>(quarters) & 1) {
    value = std::fma(0x1.98e616p-16f, square, -0x1.6c06dcp-10f);
    value = std::fma(value, square, 0x1.55553cp-5f);
    value = std::fma(value, square, -0.5f);
    value = std::fma(value, square, 1.0f);
  } else {
    value = std::fma(0x1.7d3bbcp-19f, square, -0x1.a06bbap-13f);
    value = std::fma(value, square, 0x1.11119ap-7f);
    value = std::fma(value, square, -0x1.555556p-3f);
    value = std::fma(value * square, r, r);
  }
  return (static_cast<int>(quarters) & 2) ? -value : value;
}

}  // namespace kvant::random
