// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// exp, 1 / (1 + x), logistic and tanh of fixed-point numbers, bit for bit as gemmlowp's reference computes them.
//
// A number with n integer bits is raw / 2^(31 - n): Q0 is [-1, 1), whose 1 is INT32_MAX. docs/numerics.md, "fixed-point
// functions", has the formulas.
#pragma once

#include <kvant_micro/core/fixed_point.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace fixed_detail {

enum : int32_t { one = INT32_MAX };

/// The product of Qm and Qn in Q(m + n), halves up. Not both may be INT32_MIN.
KVANT_ALWAYS_INLINE int32_t product(int32_t a, int32_t b) {
  return static_cast<int32_t>((static_cast<int64_t>(a) * b + (INT64_C(1) << 30)) >> 31);
}

/// value * 2^bits, saturated.
template <int32_t bits>
KVANT_ALWAYS_INLINE int32_t saturated_left(int32_t value) {
  const int32_t limit = (INT32_C(1) << (31 - bits)) - 1;
  if (value > limit) return INT32_MAX;
  if (value < -limit) return INT32_MIN;
  return value * (INT32_C(1) << bits);
}

/// 1 / ((1 + a) / 2) in Q2, for a of [0, 1) in Q0: three of Newton's steps from 48/17 - 32/17 (1 + a) / 2.
inline int32_t reciprocal_of_half_sum(int32_t a) {
  const int32_t half = static_cast<int32_t>((static_cast<int64_t>(a) + one + 1) / 2);
  int32_t x = 1515870810 + product(half, -1010580540);
  for (uint32_t step = 0; step < 3; ++step) {
    const int32_t rest = (INT32_C(1) << 29) - product(half, x);
    x += saturated_left<2>(product(x, rest));
  }
  return x;
}

/// exp(a) in Q0 for a of [-1/4, 0) in Q0: Taylor around -1/8 to the fourth power.
inline int32_t exp_of_quarter(int32_t a) {
  const int32_t x = a + (INT32_C(1) << 28);
  const int32_t x2 = product(x, x), x3 = product(x2, x), x4 = product(x2, x2);
  const int32_t third = product(rounding_divide_by_power_of_two(x4, 2) + x3, 715827883);
  const int32_t at_eighth = 1895147668;  // exp(-1/8)
  return at_eighth + product(at_eighth, x + rounding_divide_by_power_of_two(third + x2, 1));
}

}  // namespace fixed_detail

/// exp(a) in Q0 for a <= 0 with so many integer bits, 4 or 5: of the rest below a quarter, times exp(-2^k) for each
/// further bit of a.
template <int32_t integer_bits>
inline int32_t fixed_exp(int32_t a) {
  const int32_t quarter = INT32_C(1) << (29 - integer_bits);
  const int32_t rest = (a & (quarter - 1)) - quarter;
  const uint32_t whole = static_cast<uint32_t>(rest) - static_cast<uint32_t>(a);
  int32_t result = fixed_detail::exp_of_quarter(rest * (INT32_C(1) << integer_bits));
  // exp(-1/4), exp(-1/2) ... exp(-16), none of them looked up: a table would be data in the memory of an AVR.
  if (whole & (UINT32_C(1) << (29 - integer_bits))) result = fixed_detail::product(result, 1672461947);
  if (whole & (UINT32_C(1) << (30 - integer_bits))) result = fixed_detail::product(result, 1302514674);
  if (whole & (UINT32_C(1) << (31 - integer_bits))) result = fixed_detail::product(result, 790015084);
  if (whole & (UINT32_C(1) << (32 - integer_bits))) result = fixed_detail::product(result, 290630308);
  if (whole & (UINT32_C(1) << (33 - integer_bits))) result = fixed_detail::product(result, 39332535);
  if (whole & (UINT32_C(1) << (34 - integer_bits))) result = fixed_detail::product(result, 720401);
  if (integer_bits > 4 && (whole & (UINT32_C(1) << (35 - integer_bits)))) result = fixed_detail::product(result, 242);
  return a == 0 ? static_cast<int32_t>(fixed_detail::one) : result;
}

/// 1 / (1 + a) in Q0 for a of [0, 1) in Q0.
inline int32_t fixed_reciprocal(int32_t a) {
  return fixed_detail::saturated_left<1>(fixed_detail::reciprocal_of_half_sum(a));
}

/// 1 / (1 + exp(-a)) in Q0 for a in Q4.
inline int32_t fixed_logistic(int32_t a) {
  if (a == 0) return INT32_C(1) << 30;
  const int32_t above = fixed_reciprocal(fixed_exp<4>(a > 0 ? -a : a));
  return a > 0 ? above : fixed_detail::one - above;
}

/// tanh(a) in Q0 for a in Q4: (1 - e) / (1 + e) with e = exp(-2 |a|).
inline int32_t fixed_tanh(int32_t a) {
  if (a == 0) return 0;
  const int32_t x = fixed_detail::reciprocal_of_half_sum(fixed_exp<5>(a > 0 ? -a : a));
  const int32_t below_one = fixed_detail::saturated_left<2>(x - (INT32_C(1) << 29));
  return a > 0 ? below_one : -below_one;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
