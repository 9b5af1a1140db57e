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

/// What two inputs of "count" numbers are spread to: as many words, by fours numbers 0 and 2 of the first input, 1 and
/// 3, then those of the second; the rest one of each input to a word.
typedef uint32_t PatchNumber;
enum : uint32_t { patch_numbers = 1 };  ///< for each number of an input

/// Two inputs, spread to 16 bits for SumsOfTwo. x_offset is added: -127..128.
KVANT_ALWAYS_INLINE void spread(const int8_t* x_0, const int8_t* x_1, uint32_t count, int32_t x_offset,
                                PatchNumber* patch) {
  const uint32_t offsets = (static_cast<uint32_t>(x_offset) & 0xFFFFu) | (static_cast<uint32_t>(x_offset) << 16);
  for (uint32_t fours = count / 4; fours != 0; --fours) {
    const uint32_t first = load_4(x_0), second = load_4(x_1);
    __asm__("sxtab16 %0, %1, %2" : "=r"(patch[0]) : "r"(offsets), "r"(first));
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(patch[1]) : "r"(offsets), "r"(first));
    __asm__("sxtab16 %0, %1, %2" : "=r"(patch[2]) : "r"(offsets), "r"(second));
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(patch[3]) : "r"(offsets), "r"(second));
    x_0 += 4;
    x_1 += 4;
    patch += 4;
  }
  for (uint32_t rest = count % 4; rest != 0; --rest) {
    const uint32_t low = static_cast<uint32_t>(*x_0++ + x_offset) & 0xFFFFu;
    *patch++ = low | (static_cast<uint32_t>(*x_1++ + x_offset) << 16);
  }
}

/// Sums of the products of two inputs with two rows of weights: sum_<input><row>.
struct SumsOfTwo {
  uint32_t sum_00, sum_01, sum_10, sum_11;

  /// Adds the products, which may wrap.
  KVANT_ALWAYS_INLINE void add(const PatchNumber* patch, uint32_t count, const int8_t* row_0, const int8_t* row_1) {
    const PatchNumber* const end = patch + (count & ~3u);
    if (patch != end) {
      uint32_t even, odd, other_even, other_odd, weights, half;
      __asm__(
          "1:\n"
          "ldr %[weights], [%[row_0]], #4\n"
          "ldrd %[even], %[odd], [%[patch]], #8\n"
          "ldrd %[other_even], %[other_odd], [%[patch]], #8\n"
          "sxtb16 %[half], %[weights]\n"
          "sxtb16 %[weights], %[weights], ror #8\n"
          "smlad %[sum_00], %[even], %[half], %[sum_00]\n"
          "smlad %[sum_10], %[other_even], %[half], %[sum_10]\n"
          "smlad %[sum_00], %[odd], %[weights], %[sum_00]\n"
          "smlad %[sum_10], %[other_odd], %[weights], %[sum_10]\n"
          "ldr %[weights], [%[row_1]], #4\n"
          "sxtb16 %[half], %[weights]\n"
          "sxtb16 %[weights], %[weights], ror #8\n"
          "smlad %[sum_01], %[even], %[half], %[sum_01]\n"
          "smlad %[sum_11], %[other_even], %[half], %[sum_11]\n"
          "smlad %[sum_01], %[odd], %[weights], %[sum_01]\n"
          "smlad %[sum_11], %[other_odd], %[weights], %[sum_11]\n"
          "cmp %[patch], %[end]\n"
          "bne 1b\n"
          : [patch] "+&r"(patch), [row_0] "+&r"(row_0), [row_1] "+&r"(row_1), [sum_00] "+&r"(sum_00),
            [sum_01] "+&r"(sum_01), [sum_10] "+&r"(sum_10), [sum_11] "+&r"(sum_11), [even] "=&r"(even),
            [odd] "=&r"(odd), [other_even] "=&r"(other_even), [other_odd] "=&r"(other_odd), [weights] "=&r"(weights),
            [half] "=&r"(half)
          : [end] "r"(end)
          : "cc", "memory");
    }
    for (uint32_t rest = count & 3u; rest != 0; --rest) {
      const int32_t x_0 = static_cast<int16_t>(*patch), x_1 = static_cast<int32_t>(*patch++) >> 16;
      const int32_t weight_0 = *row_0++, weight_1 = *row_1++;
      sum_00 += static_cast<uint32_t>(x_0 * weight_0);
      sum_01 += static_cast<uint32_t>(x_0 * weight_1);
      sum_10 += static_cast<uint32_t>(x_1 * weight_0);
      sum_11 += static_cast<uint32_t>(x_1 * weight_1);
    }
  }
};

/// Sums of four neighbouring channels, each with weights of its own. Members, not an array: they stay in registers.
struct FourSums {
  uint32_t sum_0, sum_1, sum_2, sum_3;

  /// Adds four products, which may wrap. x_offset is added to the input: -127..128.
  KVANT_ALWAYS_INLINE void add(const int8_t* x, const int8_t* weights, int32_t x_offset) {
    const uint32_t offsets = (static_cast<uint32_t>(x_offset) & 0xFFFFu) | (static_cast<uint32_t>(x_offset) << 16);
    const uint32_t numbers = load_4(x), factors = load_4(weights);
    uint32_t even, odd, even_factors, odd_factors;
    __asm__("sxtab16 %0, %1, %2" : "=r"(even) : "r"(offsets), "r"(numbers));
    __asm__("sxtab16 %0, %1, %2, ror #8" : "=r"(odd) : "r"(offsets), "r"(numbers));
    __asm__("sxtb16 %0, %1" : "=r"(even_factors) : "r"(factors));
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(odd_factors) : "r"(factors));
    __asm__("smlabb %0, %1, %2, %0" : "+r"(sum_0) : "r"(even), "r"(even_factors));
    __asm__("smlabb %0, %1, %2, %0" : "+r"(sum_1) : "r"(odd), "r"(odd_factors));
    __asm__("smlatt %0, %1, %2, %0" : "+r"(sum_2) : "r"(even), "r"(even_factors));
    __asm__("smlatt %0, %1, %2, %0" : "+r"(sum_3) : "r"(odd), "r"(odd_factors));
  }
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
