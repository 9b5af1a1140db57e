// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Positive real numbers rounded as binary32 and binary64 are, in integers: set-up needs no floating-point library.
//
// The reference computes its multipliers in double from scales in float. A Scale is a binary32, a Real a binary64; each
// operation rounds to nearest, ties to even, so that prepare functions read like the formula.
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// mantissa * 2^exponent: a positive binary32, or zero.
struct Scale {
  uint32_t mantissa;  ///< 2^23 <= mantissa < 2^24, or 0 for zero
  int32_t exponent;
};

/// mantissa * 2^exponent: a positive binary64, or zero.
struct Real {
  uint64_t mantissa;  ///< 2^52 <= mantissa < 2^53, or 0 for zero
  int32_t exponent;
};

namespace real_detail {

/// mantissa / 2^drop to nearest, ties to even. sticky: something non-zero lies below the mantissa.
template <uint32_t drop>
inline uint64_t rounded_shift(uint64_t mantissa, bool sticky) {
  mantissa |= sticky ? 1 : 0;
  return (mantissa + ((UINT64_C(1) << (drop - 1)) - 1) + ((mantissa >> drop) & 1)) >> drop;
}

}  // namespace real_detail

/// A positive, finite binary32 given by its bits. Zero, negative, infinite and NaN give zero.
inline Scale scale_from_bits(uint32_t bits) {
  const uint32_t biased = bits >> 23;  // with the sign as its top bit
  if (biased >= 0xFFu || bits == 0) return Scale{0, 0};
  Scale scale = {bits & 0x7FFFFFu, -149};
  if (biased != 0) {
    scale.mantissa |= 0x800000u;
    scale.exponent = static_cast<int32_t>(biased) - 150;
  }
  for (; scale.mantissa < 0x800000u; scale.mantissa <<= 1) --scale.exponent;  // a subnormal number
  return scale;
}

inline Real real_from_scale(Scale a) { return Real{static_cast<uint64_t>(a.mantissa) << 29, a.exponent - 29}; }

/// The product. It is exact: 48 bits.
inline Real real_multiply(Scale a, Scale b) {
  Real product = {(static_cast<uint64_t>(a.mantissa) * b.mantissa) << 5, a.exponent + b.exponent - 5};
  if ((product.mantissa >> 52) == 0 && product.mantissa != 0) {
    product.mantissa <<= 1;
    --product.exponent;
  }
  return product;
}

/// The quotient, rounded to binary64. b must not be zero.
inline Real real_divide(Real a, Scale b) {
  if (a.mantissa == 0 || b.mantissa == 0) return Real{0, 0};
  // By hand, eight bits a step: the rest stays below b, so each step is a division of 32-bit numbers.
  uint32_t rest = static_cast<uint32_t>(a.mantissa >> 29);
  uint32_t next = static_cast<uint32_t>(a.mantissa << 3);
  uint64_t quotient = rest >= b.mantissa ? 1 : 0;
  if (quotient != 0) rest -= b.mantissa;
  for (uint32_t step = 0; step < 7; ++step) {
    rest = (rest << 8) | (next >> 24);
    next <<= 8;
    const uint32_t digit = rest / b.mantissa;
    rest -= digit * b.mantissa;
    quotient = (quotient << 8) | digit;
  }
  // 2^55 <= quotient < 2^57, and then 57 bits: four to drop.
  int32_t exponent = a.exponent - b.exponent - 23;
  if ((quotient >> 56) == 0) {
    quotient <<= 1;
    --exponent;
  }
  Real result = {real_detail::rounded_shift<4>(quotient, rest != 0), exponent};
  if ((result.mantissa >> 53) != 0) {
    result.mantissa >>= 1;
    ++result.exponent;
  }
  return result;
}

/// Rounded on to binary32, subnormal numbers included. Too large stays as it is: it saturates later.
inline Scale real_to_float(Real a) {
  bool sticky = false;
  for (; a.exponent < -178 && a.mantissa != 0; ++a.exponent) {  // below the smallest normal number
    sticky = sticky || (a.mantissa & 1) != 0;
    a.mantissa >>= 1;
  }
  Scale scale = {static_cast<uint32_t>(real_detail::rounded_shift<29>(a.mantissa, sticky)), a.exponent + 29};
  if (scale.mantissa == 0) return scale;
  if ((scale.mantissa >> 24) != 0) {
    scale.mantissa >>= 1;
    ++scale.exponent;
  }
  for (; scale.mantissa < 0x800000u; scale.mantissa <<= 1) --scale.exponent;
  return scale;
}

/// The nearest integer, ties away from zero, saturating at INT32_MAX.
inline int32_t real_to_integer(Scale a) {
  if (a.exponent > 7) return INT32_MAX;
  if (a.exponent >= 0) return static_cast<int32_t>(a.mantissa << a.exponent);
  if (a.exponent < -24) return 0;
  const uint32_t drop = static_cast<uint32_t>(-a.exponent);
  return static_cast<int32_t>((a.mantissa + (UINT32_C(1) << (drop - 1))) >> drop);
}

/// real = multiplier * 2^(shift - 31), the multiplier rounded half away from zero; too small becomes 0.
inline void quantize_multiplier(Real real, int32_t& multiplier, int32_t& shift) {
  uint32_t fraction = static_cast<uint32_t>((real.mantissa + (UINT64_C(1) << 21)) >> 22);
  int32_t power = real.exponent + 53;
  if ((fraction >> 31) != 0) {
    fraction >>= 1;
    ++power;
  }
  if (power > 30) {  // the reference saturates here
    power = 30;
    fraction = 0x7FFFFFFFu;
  }
  if (real.mantissa == 0 || power < -31) fraction = power = 0;
  multiplier = static_cast<int32_t>(fraction);
  shift = power;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
