// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The primitives with the DSP instructions of Cortex-M4, M7 and M33: two 16-bit products a step.
#pragma once

#include <kvant_micro/simd/generic.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {
namespace simd {
namespace dsp {

/// The high word of the product, rounded to nearest, halves up.
KVANT_ALWAYS_INLINE int32_t high_product(int32_t a, int32_t b) {
  int32_t result;
  __asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}
/// value / 2, rounded down, saturated to int8.
KVANT_ALWAYS_INLINE int32_t saturated_half(int32_t value) {
  int32_t result;
  __asm__("ssat %0, #8, %1, asr #1" : "=r"(result) : "r"(value));
  return result;
}

}  // namespace dsp

/// The products of one input with one row of weights after another. x_offset is added to the input: -127..128.
class Dot {
 public:
  KVANT_ALWAYS_INLINE Dot(const int8_t* x, uint32_t count, int32_t x_offset)
      : x_(x),
        end_of_fours_(x + (count & ~3u)),
        rest_(count & 3u),
        x_offset_(x_offset),
        offsets_((static_cast<uint32_t>(x_offset) & 0xFFFFu) | (static_cast<uint32_t>(x_offset) << 16)) {}

  /// sum and the products, which may wrap; leaves row behind its weights.
  KVANT_ALWAYS_INLINE uint32_t operator()(const int8_t*& row, uint32_t sum) const {
    const int8_t* x = x_;
    if (x != end_of_fours_) {
      uint32_t even, odd, even_weights, odd_weights;
      // By hand, because with so many registers in use compilers keep the wrong ones on the stack.
      __asm__(
          "1:\n"
          "ldr %[odd], [%[x]], #4\n"
          "ldr %[odd_weights], [%[row]], #4\n"
          "sxtab16 %[even], %[offsets], %[odd]\n"
          "sxtb16 %[even_weights], %[odd_weights]\n"
          "sxtab16 %[odd], %[offsets], %[odd], ror #8\n"
          "sxtb16 %[odd_weights], %[odd_weights], ror #8\n"
          "smlad %[sum], %[even], %[even_weights], %[sum]\n"
          "smlad %[sum], %[odd], %[odd_weights], %[sum]\n"
          "cmp %[x], %[end]\n"
          "bne 1b\n"
          : [x] "+&r"(x), [row] "+&r"(row), [sum] "+&r"(sum), [even] "=&r"(even), [odd] "=&r"(odd),
            [even_weights] "=&r"(even_weights), [odd_weights] "=&r"(odd_weights)
          : [end] "r"(end_of_fours_), [offsets] "r"(offsets_)
          : "cc", "memory");
    }
    for (uint32_t rest = rest_; rest != 0; --rest) sum += static_cast<uint32_t>((*x++ + x_offset_) * *row++);
    return sum;
  }

 private:
  const int8_t* x_;
  const int8_t* end_of_fours_;
  uint32_t rest_;
  int32_t x_offset_;
  uint32_t offsets_;
};

/// multiply_by_quantized_multiplier + zero_point, saturated to int8. While 2 * sum does not overflow, SRDHM(sum,
/// multiplier) is the rounded high word of 2 * sum * multiplier. Dividing by 2^e with ties away from zero is
/// (x + sign(x) + 2^(e-1)) >> e, or (((x + sign(x)) >> (e-1)) + 1) >> 1.
KVANT_ALWAYS_INLINE int32_t requantize_int8(int32_t sum, int32_t multiplier, int32_t shift, int32_t zero_point) {
  const int32_t twice = static_cast<int32_t>(static_cast<uint32_t>(sum) << 1);
  if (__builtin_expect(shift < 0 && (twice >> 1) == sum, 1)) {
    const int32_t product = dsp::high_product(twice, multiplier);
    return dsp::saturated_half(((product + (product >> 31)) >> ~shift) + (2 * zero_point + 1));
  }
  return requantize_exactly(sum, multiplier, shift, zero_point);
}

}  // namespace simd
}  // namespace KVANT_TARGET
}  // namespace kvant_micro
