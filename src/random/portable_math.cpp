// SPDX-License-Identifier: Apache-2.0
// How the portable logarithm, sine and cosine are computed, and why they are as accurate as they claim.
#include <kvant/types/error.h>

#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <string>

#include "random/exact_arithmetic.h"
#include "random/portable_math.h"

namespace kvant::random {
namespace {

template <std::size_t n>
constexpr double polynomial(const std::array<double, n>& coefficients, double x) {
  double sum = coefficients[n - 1];
  for (std::size_t i = n - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

constexpr double two_to_52 = 4503599627370496.0;

/// x = quarters * pi/2 + (high + low), |high| <= pi/4 and a little.
struct Reduced {
  int quarters;
  double high;
  double low;
};

// pi/2 in three parts of 33 bits and a tail of 53: with quarters below 2^20 the products with the parts are exact, and
// so is the first difference. No double up to 2^20 lies nearer than 2^-60 to a multiple of pi/2, where the tail's
// rounding (2^-131 after multiplication) still leaves the result good to 2^-70.
Reduced reduce(double x, const char* name) {
  constexpr double limit = 1048576.0;
  if (!(x >= -limit && x <= limit)) {
    throw Error(name, "takes angles between -2^20 and 2^20 radians", std::to_string(x), ErrorKind::usage);
  }
  constexpr double two_over_pi = 0x1.45f306dc9c883p-1;
  constexpr double part_1 = 0x1.921fb544p+0;
  constexpr double part_2 = 0x1.0b4611a6p-34;
  constexpr double part_3 = 0x1.3198a2ep-69;
  constexpr double part_4 = 0x1.b839a252049c1p-104;
  // Adding and taking away 1.5 * 2^52 rounds to the nearest whole number.
  const double quarters = (x * two_over_pi + 1.5 * two_to_52) - 1.5 * two_to_52;
  const double rest = x - quarters * part_1;
  const auto sum = [](double a, double b) {
    const double total = a + b;
    const double b_seen = total - a;
    return TwoPart{total, (a - (total - b_seen)) + (b - b_seen)};
  };
  const TwoPart second = sum(rest, -quarters * part_2);
  const TwoPart third = sum(second.high, -quarters * part_3);
  const TwoPart result = sum(third.high, (second.low + third.low) - quarters * part_4);
  return {static_cast<int>(static_cast<std::int64_t>(quarters) & 3), result.high, result.low};
}

// The Taylor series; at pi/4 the first term left out is below 2^-63 of the sum.
double sin_near_zero(double x, double low) {
  constexpr std::array<double, 8> series = {-1.0 / 6,
                                            1.0 / 120,
                                            -1.0 / 5040,
                                            1.0 / 362880,
                                            -1.0 / 39916800,
                                            1.0 / 6227020800.0,
                                            -1.0 / 1307674368000.0,
                                            1.0 / 355687428096000.0};
  const double square = x * x;
  return x + (x * square * polynomial(series, square) + low * (1.0 - 0.5 * square));
}

double cos_near_zero(double x, double low) {
  constexpr std::array<double, 8> series = {1.0 / 24,
                                            -1.0 / 720,
                                            1.0 / 40320,
                                            -1.0 / 3628800,
                                            1.0 / 479001600,
                                            -1.0 / 87178291200.0,
                                            1.0 / 20922789888000.0,
                                            -1.0 / 6402373705728000.0};
  const TwoPart square = exact_product(x, x);
  const TwoPart head = exact_sum_ordered(1.0, -0.5 * square.high);
  const double tail = square.high * square.high * polynomial(series, square.high) - 0.5 * square.low - x * low;
  return head.high + (head.low + tail);
}

}  // namespace

// x = 2^k m with m in [sqrt(1/2), sqrt(2)); log m = 2 atanh(s) = 2 s + 2 s (s^2/3 + s^4/5 + ...), s = (m-1)/(m+1).
// s is kept in two parts. The series is below 1/100 of 2 s, so its few roundings weigh less than 0.05 units, and the
// final sum rounds once: 0.55 in all. Twelve terms leave out less than 2^-64.
double portable_log(double x) {
  if (x != x || x == std::numeric_limits<double>::infinity()) return x;
  if (x == 0.0) return -std::numeric_limits<double>::infinity();
  if (x < 0.0) return std::numeric_limits<double>::quiet_NaN();
  int exponent = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 4.0 * two_to_52;
    exponent = -54;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  exponent += static_cast<int>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0xfffffffffffffU) | 0x3ff0000000000000U);
  if (m > 0x1.6a09e667f3bcdp+0) {
    m *= 0.5;
    ++exponent;
  }
  constexpr std::array<double, 12> series = {1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11, 1.0 / 13,
                                             1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25};
  // m - 1 is exact; m + 1 may lose a bit, which its low part keeps.
  const double numerator = m - 1.0;
  const TwoPart denominator = m >= 1.0 ? exact_sum_ordered(m, 1.0) : exact_sum_ordered(1.0, m);
  const double s = numerator / denominator.high;
  const TwoPart back = exact_product(s, denominator.high);
  const double s_low = (((numerator - back.high) - back.low) - s * denominator.low) / denominator.high;
  const double square = s * s;
  const double correction = 2.0 * (s_low + s * (square * polynomial(series, square)));
  // ln 2 in a part of 42 bits, whose multiples by an exponent are exact, and the rest.
  constexpr double ln2_high = 0x1.62e42fefa38p-1;
  constexpr double ln2_low = 0x1.ef35793c7673p-45;
  const double k = exponent;
  if (exponent == 0) return 2.0 * s + correction;
  const TwoPart head = exact_sum_ordered(k * ln2_high, 2.0 * s);
  return head.high + (head.low + (correction + k * ln2_low));
}

double portable_sin(double x) {
  if (x != x || x == 0.0) return x;
  const Reduced r = reduce(x, "portable_sin");
  const double value = (r.quarters & 1) ? cos_near_zero(r.high, r.low) : sin_near_zero(r.high, r.low);
  return (r.quarters & 2) ? -value : value;
}

double portable_cos(double x) {
  if (x != x) return x;
  const Reduced r = reduce(x, "portable_cos");
  const double value = (r.quarters & 1) ? sin_near_zero(r.high, r.low) : cos_near_zero(r.high, r.low);
  return ((r.quarters + 1) & 2) ? -value : value;
}

}  // namespace kvant::random
