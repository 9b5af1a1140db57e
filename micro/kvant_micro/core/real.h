// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Positive real numbers rounded as binary64 and binary32 are, in integers: set-up needs no floating-point library.
//
// The reference computes its multipliers in double. A Real is mantissa * 2^exponent with exactly 53 significant bits
// (or zero), and each operation rounds to nearest, ties to even, so that prepare functions read like the formula.
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

struct Real {
  uint64_t mantissa;  ///< 2^52 <= mantissa < 2^53, or 0 for zero
  int32_t exponent;
};

namespace real_detail {

/// mantissa * 2^exponent kept to "bits" significant bits; sticky says whether anything non-zero lies below.
inline Real rounded(uint64_t mantissa, int32_t exponent, bool sticky, int32_t bits) {
  if (mantissa == 0) return Real{0, 0};
  int32_t width = 0;
  for (uint64_t rest = mantissa; rest != 0; rest >>= 1) ++width;
  const int32_t drop = width - bits;
  if (drop > 0) {
    const uint64_t half = UINT64_C(1) << (drop - 1);
    const uint64_t tail = mantissa & ((half << 1) - 1);
    mantissa >>= drop;
    exponent += drop;
    if (tail > half || (tail == half && (sticky || (mantissa & 1) != 0))) ++mantissa;
  }
  while (mantissa >= (UINT64_C(1) << 53)) {
    mantissa >>= 1;
    ++exponent;
  }
  while (mantissa < (UINT64_C(1) << 52)) {
    mantissa <<= 1;
    --exponent;
  }
  return Real{mantissa, exponent};
}

}  // namespace real_detail

/// The value of a positive, finite binary32 given by its bits. Zero, negative, infinite and NaN give zero.
inline Real real_from_float_bits(uint32_t bits) {
  const uint32_t biased = (bits >> 23) & 0xFFu;
  const uint32_t fraction = bits & 0x7FFFFFu;
  if ((bits >> 31) != 0 || biased == 0xFFu) return Real{0, 0};
  const uint64_t mantissa = biased == 0 ? fraction : (fraction | 0x800000u);
  const int32_t exponent = (biased == 0 ? 1 : static_cast<int32_t>(biased)) - 150;
  return real_detail::rounded(mantissa, exponent, false, 53);
}

/// The product, rounded to binary64.
inline Real real_multiply(Real a, Real b) {
  // 53 x 53 bits in four parts of 27 and 26 bits.
  const uint64_t a_high = a.mantissa >> 26, a_low = a.mantissa & 0x3FFFFFFu;
  const uint64_t b_high = b.mantissa >> 26, b_low = b.mantissa & 0x3FFFFFFu;
  const uint64_t low = a_low * b_low;
  const uint64_t middle = a_high * b_low + a_low * b_high + (low >> 26);
  const uint64_t high = a_high * b_high + (middle >> 26);  // the product's bits from 52 up
  const uint64_t below = ((middle & 0x3FFFFFFu) << 26) | (low & 0x3FFFFFFu);
  // Two more bits than binary64 has, so that a tie is told from its neighbours.
  const uint64_t kept = (high << 2) | (below >> 50);
  return real_detail::rounded(kept, a.exponent + b.exponent + 50, (below & ((UINT64_C(1) << 50) - 1)) != 0, 53);
}

/// The quotient, rounded to binary64. b must not be zero.
inline Real real_divide(Real a, Real b) {
  if (a.mantissa == 0 || b.mantissa == 0) return Real{0, 0};
  uint64_t quotient = 0;
  uint64_t rest = a.mantissa;
  for (int32_t bit = 0; bit < 56; ++bit) {  // schoolbook, 56 bits: the first may be zero
    quotient <<= 1;
    if (rest >= b.mantissa) {
      rest -= b.mantissa;
      quotient |= 1;
    }
    rest <<= 1;
  }
  return real_detail::rounded(quotient, a.exponent - b.exponent - 55, rest != 0, 53);
}

/// Rounded on to binary32, subnormal numbers included.
inline Real real_to_float(Real a) {
  if (a.mantissa == 0) return a;
  const int32_t top = a.exponent + 52;  // a is in [2^top, 2^(top+1))
  int32_t bits = 24;
  if (top < -126) bits = 24 - (-126 - top);
  if (bits >= 1) return real_detail::rounded(a.mantissa, a.exponent, false, bits);
  // Below the smallest subnormal: 2^-149 when above half of it, else zero.
  if (bits == 0 && a.mantissa > (UINT64_C(1) << 52)) return real_detail::rounded(1, -149, false, 53);
  return Real{0, 0};
}

/// The nearest integer, ties away from zero, saturating at INT32_MAX.
inline int32_t real_to_integer(Real a) {
  if (a.mantissa == 0 || a.exponent < -53) return 0;
  if (a.exponent > -22) return INT32_MAX;  // at least 2^31
  const int32_t drop = -a.exponent;
  const uint64_t value = (a.mantissa + (UINT64_C(1) << (drop - 1))) >> drop;
  return value > INT32_MAX ? INT32_MAX : static_cast<int32_t>(value);
}

/// real = multiplier * 2^(shift - 31), the multiplier rounded half away from zero; too small becomes 0.
inline void quantize_multiplier(Real real, int32_t& multiplier, int32_t& shift) {
  multiplier = 0;
  shift = 0;
  if (real.mantissa == 0) return;
  uint64_t fraction = (real.mantissa + (UINT64_C(1) << 21)) >> 22;
  int32_t power = real.exponent + 53;
  if (fraction == (UINT64_C(1) << 31)) {
    fraction >>= 1;
    ++power;
  }
  if (power < -31) return;
  if (power > 30) {  // the reference saturates here
    power = 30;
    fraction = (UINT64_C(1) << 31) - 1;
  }
  multiplier = static_cast<int32_t>(fraction);
  shift = power;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
