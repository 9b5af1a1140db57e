// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The primitives of the integer kernels in plain C++: what every processor can, and what the others must equal.
#pragma once

#include <kvant_micro/core/constant.h>
#include <kvant_micro/core/fixed_point.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {
namespace simd {

/// a * b / 2^32, rounded to nearest, halves up.
KVANT_ALWAYS_INLINE int32_t rounded_high_product(int32_t a, int32_t b) {
  const int64_t product = static_cast<int64_t>(a) * b;
  return static_cast<int32_t>(product >> 32) + static_cast<int32_t>(static_cast<uint32_t>(product) >> 31);
}

/// value / 2^shift, rounded down, saturated to int8. shift: 1..31.
template <int32_t shift>
KVANT_ALWAYS_INLINE int32_t saturated_shift(int32_t value) {
  return clamp(value >> shift, -128, 127);
}

/// The products of one input with two rows of weights at once. x_offset is added to the input: -127..128.
class Dot2 {
 public:
  KVANT_ALWAYS_INLINE Dot2(const int8_t* x, uint32_t count, int32_t x_offset)
      : x_(x), end_(x + count), x_offset_(x_offset) {}

  /// Adds the products to the sums, which may wrap; leaves row_1 behind its weights.
  KVANT_ALWAYS_INLINE void operator()(const int8_t* row_0, const int8_t*& row_1, uint32_t& sum_0,
                                      uint32_t& sum_1) const {
    for (const int8_t* x = x_; x != end_; ++x) {
      const int32_t value = *x + x_offset_;
      sum_0 += static_cast<uint32_t>(value * constant(row_0++));
      sum_1 += static_cast<uint32_t>(value * constant(row_1++));
    }
  }

 private:
  const int8_t* x_;
  const int8_t* end_;
  int32_t x_offset_;
};

/// What two inputs of "count" numbers are spread to: 2 * count numbers.
typedef int16_t PatchNumber;
enum : uint32_t { patch_numbers = 2 };  ///< for each number of an input

/// Two inputs, spread to 16 bits for SumsOfTwo. x_offset is added: -127..128.
KVANT_ALWAYS_INLINE void spread(const int8_t* x_0, const int8_t* x_1, uint32_t count, int32_t x_offset,
                                PatchNumber* patch) {
  for (uint32_t i = 0; i < count; ++i) {
    *patch++ = static_cast<int16_t>(x_0[i] + x_offset);
    *patch++ = static_cast<int16_t>(x_1[i] + x_offset);
  }
}

/// Sums of the products of two inputs with two rows of weights: sum_<input><row>.
struct SumsOfTwo {
  uint32_t sum_00, sum_01, sum_10, sum_11;

  /// Adds the products, which may wrap.
  KVANT_ALWAYS_INLINE void add(const PatchNumber* patch, uint32_t count, const int8_t* row_0, const int8_t* row_1) {
    for (const PatchNumber* const end = patch + static_cast<size_t>(count) * 2; patch != end;) {
      const int32_t x_0 = *patch++, x_1 = *patch++;
      const int8_t weight_0 = constant(row_0++), weight_1 = constant(row_1++);
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
    sum_0 += static_cast<uint32_t>((x[0] + x_offset) * constant(weights));
    sum_1 += static_cast<uint32_t>((x[1] + x_offset) * constant(weights + 1));
    sum_2 += static_cast<uint32_t>((x[2] + x_offset) * constant(weights + 2));
    sum_3 += static_cast<uint32_t>((x[3] + x_offset) * constant(weights + 3));
  }
};

/// Dot products of an input of few numbers, whose count the compiler knows and whose offset is part of the sum.
template <uint32_t count>
class ShortDot {
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
class ShortDot<0> {
 public:
  KVANT_ALWAYS_INLINE explicit ShortDot(const int8_t*) {}
  KVANT_ALWAYS_INLINE uint32_t operator()(const int8_t*, uint32_t sum) const { return sum; }
};

/// The longest input that pays as a ShortDot: it must fit into registers.
#if defined(__riscv)
enum : uint32_t { short_dot = 16 };
#else
enum : uint32_t { short_dot = 4 };
#endif

}  // namespace simd
}  // namespace KVANT_TARGET
}  // namespace kvant_micro
