// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The primitives with the DSP instructions of Cortex-M4, M7 and M33: two 16-bit products a step.
#pragma once

#include <kvant_micro/core/constant.h>
#include <kvant_micro/core/fixed_point.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {
namespace simd {

/// a * b / 2^32, rounded to nearest, halves up.
KVANT_ALWAYS_INLINE int32_t rounded_high_product(int32_t a, int32_t b) {
  int32_t result;
  __asm__("smmulr %0, %1, %2" : "=r"(result) : "r"(a), "r"(b));
  return result;
}

/// value / 2^shift, rounded down, saturated to int8. shift: 1..31.
template <int32_t shift>
KVANT_ALWAYS_INLINE int32_t saturated_shift(int32_t value) {
  int32_t result;
  __asm__("ssat %0, #8, %1, asr %2" : "=r"(result) : "r"(value), "I"(shift));
  return result;
}

/// The products of one input with two rows of weights at once. x_offset is added to the input: -127..128.
class Dot2 {
 public:
  KVANT_ALWAYS_INLINE Dot2(const int8_t* x, uint32_t count, int32_t x_offset)
      : x_(x),
        end_of_fours_(x + (count & ~3u)),
        rest_(count & 3u),
        x_offset_(x_offset),
        offsets_((static_cast<uint32_t>(x_offset) & 0xFFFFu) | (static_cast<uint32_t>(x_offset) << 16)) {}

  /// Adds the products to the sums, which may wrap; leaves row_1 behind its weights.
  KVANT_ALWAYS_INLINE void operator()(const int8_t* row_0, const int8_t*& row_1, uint32_t& sum_0,
                                      uint32_t& sum_1) const {
    const int8_t* x = x_;
    if (x != end_of_fours_) {
      uint32_t even, odd, weights, other_weights, half;
      // By hand, because with so many registers in use compilers keep the wrong ones on the stack.
      __asm__(
          "1:\n"
          "ldr %[odd], [%[x]], #4\n"
          "ldr %[weights], [%[row_0]], #4\n"
          "ldr %[other_weights], [%[row_1]], #4\n"
          "sxtab16 %[even], %[offsets], %[odd]\n"
          "sxtab16 %[odd], %[offsets], %[odd], ror #8\n"
          "sxtb16 %[half], %[weights]\n"
          "sxtb16 %[weights], %[weights], ror #8\n"
          "smlad %[sum_0], %[even], %[half], %[sum_0]\n"
          "smlad %[sum_0], %[odd], %[weights], %[sum_0]\n"
          "sxtb16 %[half], %[other_weights]\n"
          "sxtb16 %[other_weights], %[other_weights], ror #8\n"
          "smlad %[sum_1], %[even], %[half], %[sum_1]\n"
          "smlad %[sum_1], %[odd], %[other_weights], %[sum_1]\n"
          "cmp %[x], %[end]\n"
          "bne 1b\n"
          : [x] "+&r"(x), [row_0] "+&r"(row_0), [row_1] "+&r"(row_1), [sum_0] "+&r"(sum_0), [sum_1] "+&r"(sum_1),
            [even] "=&r"(even), [odd] "=&r"(odd), [weights] "=&r"(weights), [other_weights] "=&r"(other_weights),
            [half] "=&r"(half)
          : [end] "r"(end_of_fours_), [offsets] "r"(offsets_)
          : "cc", "memory");
    }
    for (uint32_t rest = rest_; rest != 0; --rest) {
      const int32_t value = *x++ + x_offset_;
      sum_0 += static_cast<uint32_t>(value * *row_0++);
      sum_1 += static_cast<uint32_t>(value * *row_1++);
    }
  }

 private:
  const int8_t* x_;
  const int8_t* end_of_fours_;
  uint32_t rest_;
  int32_t x_offset_;
  uint32_t offsets_;
};

/// These processors load words from any address.
KVANT_ALWAYS_INLINE uint32_t load_4(const int8_t* from) {
  uint32_t bytes;
  __builtin_memcpy(&bytes, from, sizeof bytes);
  return bytes;
}

/// Sums of four neighbouring channels, each with weights of its own. x_offset is added to the input: -127..128.
class FourSums {
 public:
  KVANT_ALWAYS_INLINE explicit FourSums(int32_t x_offset)
      : offsets_((static_cast<uint32_t>(x_offset) & 0xFFFFu) | (static_cast<uint32_t>(x_offset) << 16)),
        sums_{0, 0, 0, 0} {}

  /// Adds four products to the sums, which may wrap.
  KVANT_ALWAYS_INLINE void operator()(const int8_t* x, const int8_t* weights) {
    const uint32_t numbers = load_4(x), factors = load_4(weights);
    uint32_t even, odd, even_factors, odd_factors;
    __asm__("sxtab16 %0, %1, %2" : "=r"(even) : "r"(offsets_), "r"(numbers));
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(odd) : "r"(offsets_), "r"(numbers));
    __asm__("sxtb16 %0, %1" : "=r"(even_factors) : "r"(factors));
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(odd_factors) : "r"(factors));
    __asm__("smlabb %0, %1, %2, %0" : "+r"(sums_[0]) : "r"(even), "r"(even_factors));
    __asm__("smlabb %0, %1, %2, %0" : "+r"(sums_[1]) : "r"(odd), "r"(odd_factors));
    __asm__("smlatt %0, %1, %2, %0" : "+r"(sums_[2]) : "r"(even), "r"(even_factors));
    __asm__("smlatt %0, %1, %2, %0" : "+r"(sums_[3]) : "r"(odd), "r"(odd_factors));
  }
  KVANT_ALWAYS_INLINE uint32_t operator[](uint32_t i) const { return sums_[i]; }

 private:
  uint32_t offsets_;
  uint32_t sums_[4];
};

/// Dot products of an input of few numbers, whose count the compiler knows and whose offset is part of the sum: it is
/// spread to 16 bits once, and stays in registers.
template <uint32_t count, bool by_fours = (count >= 4)>
class ShortDot {
 public:
  KVANT_ALWAYS_INLINE explicit ShortDot(const int8_t* x) : others_(x + 4) {
    const uint32_t bytes = load_4(x);
    __asm__("sxtb16 %0, %1" : "=r"(even_) : "r"(bytes));
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(odd_) : "r"(bytes));
  }
  KVANT_ALWAYS_INLINE uint32_t operator()(const int8_t* row, uint32_t sum) const {
    const uint32_t bytes = load_4(row);
    uint32_t even, odd;
    __asm__("sxtb16 %0, %1" : "=r"(even) : "r"(bytes));
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(odd) : "r"(bytes));
    __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(even_), "r"(even));
    __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(odd_), "r"(odd));
    return others_(row + 4, sum);
  }

 private:
  uint32_t even_, odd_;
  ShortDot<count - 4> others_;
};
template <uint32_t count>
class ShortDot<count, false> {
 public:
  KVANT_ALWAYS_INLINE explicit ShortDot(const int8_t* x) : first_(*x), others_(x + 1) {}
  KVANT_ALWAYS_INLINE uint32_t operator()(const int8_t* row, uint32_t sum) const {
    return others_(row + 1, sum + static_cast<uint32_t>(first_ * constant(row)));
  }

 private:
  int32_t first_;
  ShortDot<count - 1> others_;
};
template <>
class ShortDot<0, false> {
 public:
  KVANT_ALWAYS_INLINE explicit ShortDot(const int8_t*) {}
  KVANT_ALWAYS_INLINE uint32_t operator()(const int8_t*, uint32_t sum) const { return sum; }
};

/// The longest input that pays as a ShortDot: it must fit into registers.
enum : uint32_t { short_dot = 16 };

}  // namespace simd
}  // namespace KVANT_TARGET
}  // namespace kvant_micro
