// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// From an int32 sum to an int8 result: multiplied by the ratio of the scales, zero point added, saturated.
//
// TFLM rounds twice: SRDHM(sum, multiplier), then division by 2^e with ties away from zero. While 2 * sum does not
// overflow, SRDHM is the high word of 2 * sum * multiplier, rounded with halves up. With s = x < 0 ? -1 : 0, the
// division is (x + s + 2^(e-1)) >> e, or (((x + s) >> (e-1)) + 1) >> 1; a zero point z joins it as z * 2^e or 2 * z.
#pragma once

#include <kvant_micro/simd/simd.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// For any sum, multiplier and shift.
inline int32_t requantize_exactly(int32_t sum, int32_t multiplier, int32_t shift, int32_t zero_point) {
  // The clamp before the offset keeps the sum in range; it changes no result.
  const int32_t scaled = multiply_by_quantized_multiplier(sum, multiplier, shift);
  return clamp(clamp(scaled, -512, 512) + zero_point, -128, 127);
}

/// The s of above. In two steps, which compilers make one: checkers take a shift by 31 for an error.
KVANT_ALWAYS_INLINE int32_t sign_of(int32_t value) { return (value >> 30) >> 1; }

/// 2 * sum, wrapped: half of it is sum again when it did not.
KVANT_ALWAYS_INLINE int32_t doubled(int32_t sum) { return static_cast<int32_t>(static_cast<uint32_t>(sum) << 1); }

/// The same result for a sum that can be doubled and a shift below 0.
KVANT_ALWAYS_INLINE int32_t requantize_quickly(int32_t twice, int32_t multiplier, int32_t shift, int32_t zero_point) {
  const int32_t product = simd::rounded_high_product(twice, multiplier);
  return simd::saturated_shift<1>(((product + sign_of(product)) >> ~shift) + (2 * zero_point + 1));
}

/// Quickly where that is possible, as nearly always.
KVANT_ALWAYS_INLINE int32_t requantize_int8(int32_t sum, int32_t multiplier, int32_t shift, int32_t zero_point) {
  const int32_t twice = doubled(sum);
  if (KVANT_LIKELY(shift < 0 && (twice >> 1) == sum)) return requantize_quickly(twice, multiplier, shift, zero_point);
  return requantize_exactly(sum, multiplier, shift, zero_point);
}

/// The same for a multiplier and shift that the compiler knows. fits: 2 * sum never overflows.
template <int32_t multiplier, int32_t shift, int32_t zero_point, bool fits>
struct Requantize {
  KVANT_ALWAYS_INLINE static int32_t run(int32_t sum) { return requantize_exactly(sum, multiplier, shift, zero_point); }
};
template <int32_t multiplier, int32_t shift, int32_t zero_point>
struct Requantize<multiplier, shift, zero_point, true> {
  static_assert(shift < 0 && shift >= -22, "the zero point must fit beside the sum");
  KVANT_ALWAYS_INLINE static int32_t run(int32_t sum) {
    const int32_t product = simd::rounded_high_product(2 * sum, multiplier);
    const int32_t rounding = (INT32_C(1) << (-shift - 1)) + zero_point * (INT32_C(1) << -shift);
    return simd::saturated_shift<-shift>(product + sign_of(product) + rounding);
  }
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
