// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The primitives of the integer kernels in plain C++: what every processor can, and what the others must equal.
#pragma once

#include <kvant_micro/core/fixed_point.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {
namespace simd {

/// multiply_by_quantized_multiplier(sum, multiplier, shift) + zero_point, saturated to int8.
inline int32_t requantize_exactly(int32_t sum, int32_t multiplier, int32_t shift, int32_t zero_point) {
  // The clamp before the offset keeps the sum in range; it changes no result.
  const int32_t scaled = multiply_by_quantized_multiplier(sum, multiplier, shift);
  return clamp(clamp(scaled, -512, 512) + zero_point, -128, 127);
}

#ifdef KVANT_SIMD_GENERIC

/// The products of one input with one row of weights after another. x_offset is added to the input: -127..128.
class Dot {
 public:
  KVANT_ALWAYS_INLINE Dot(const int8_t* x, uint32_t count, int32_t x_offset)
      : x_(x), end_(x + count), x_offset_(x_offset) {}

  /// sum and the products, which may wrap; leaves row behind its weights.
  KVANT_ALWAYS_INLINE uint32_t operator()(const int8_t*& row, uint32_t sum) const {
    for (const int8_t* x = x_; x != end_; ++x) sum += static_cast<uint32_t>((*x + x_offset_) * *row++);
    return sum;
  }

 private:
  const int8_t* x_;
  const int8_t* end_;
  int32_t x_offset_;
};

KVANT_ALWAYS_INLINE int32_t requantize_int8(int32_t sum, int32_t multiplier, int32_t shift, int32_t zero_point) {
  return requantize_exactly(sum, multiplier, shift, zero_point);
}

#endif

}  // namespace simd
}  // namespace KVANT_TARGET
}  // namespace kvant_micro
