// SPDX-License-Identifier: Apache-2.0
// The portable functions against the C library, a longer format, and recorded bits.
#include "random/portable_math.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <cmath>
#include <limits>

#include "random/philox.h"

using namespace kvant::random;

namespace {

// The distance from the true value (long double, 64 bits of mantissa on x86) in units of the result's last place.
double units_off(double result, long double truth) {
  const double magnitude = std::fabs(static_cast<double>(truth));
  const double unit = std::nextafter(magnitude, std::numeric_limits<double>::infinity()) - magnitude;
  return std::fabs(static_cast<double>((static_cast<long double>(result) - truth) / unit));
}

constexpr bool long_double_is_longer = std::numeric_limits<long double>::digits > 60;
constexpr int points = 400000;

}  // namespace

TEST_CASE("portable_log stays below 0.6 units in the last place") {
  if (!long_double_is_longer) return;
  Philox random(1);
  double worst = 0.0;
  for (int i = 0; i < points; ++i) {
    const double near_one = 1.0 + (random.uniform_double() - 0.5) * std::ldexp(1.0, -static_cast<int>(i % 40));
    const double anywhere =
        std::ldexp(0.5 + 0.5 * random.uniform_double(), static_cast<int>(random.bounded(2096)) - 1072);
    for (const double x : {random.uniform_double() + 0x1p-60, near_one, anywhere}) {
      if (x != 1.0) worst = std::fmax(worst, units_off(portable_log(x), std::log(static_cast<long double>(x))));
    }
  }
  CHECK(worst < 0.6);
}

TEST_CASE("portable_sin and portable_cos stay below 1 unit in the last place") {
  if (!long_double_is_longer) return;
  Philox random(2);
  double worst_sin = 0.0, worst_cos = 0.0;
  const auto look = [&](double x) {
    const auto exact = static_cast<long double>(x);
    if (x != 0.0) worst_sin = std::fmax(worst_sin, units_off(portable_sin(x), std::sin(exact)));
    worst_cos = std::fmax(worst_cos, units_off(portable_cos(x), std::cos(exact)));
  };
  for (int i = 0; i < points; ++i) {
    look((random.uniform_double() - 0.5) * 14.0);
    look((random.uniform_double() - 0.5) * 2097152.0);
    look(std::ldexp(random.uniform_double(), -static_cast<int>(i % 60)));
  }
  CHECK(worst_sin < 1.0);
  CHECK(worst_cos < 1.0);
}

TEST_CASE("portable functions are within 2 units of the C library's near multiples of pi/2") {
  for (int i = -600000; i < 600000; i += 37) {
    const double x = i * 1.5707963267948966;
    CHECK(std::fabs(portable_sin(x) - std::sin(x)) <= 0x1p-51 * std::fabs(std::sin(x)));
    CHECK(std::fabs(portable_cos(x) - std::cos(x)) <= 0x1p-51 * std::fabs(std::cos(x)));
  }
}

TEST_CASE("portable functions at the ends of their ranges") {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK(portable_log(0.0) == -infinity);
  CHECK(portable_log(infinity) == infinity);
  CHECK(std::isnan(portable_log(-1.0)));
  CHECK(portable_log(1.0) == 0.0);
  CHECK(portable_log(5e-324) == -0x1.74385446d71c3p+9);
  CHECK(portable_log(2.0) == 0x1.62e42fefa39efp-1);
  CHECK(portable_sin(0.0) == 0.0);
  CHECK(std::signbit(portable_sin(-0.0)));
  CHECK(portable_sin(5e-324) == 5e-324);
  CHECK(portable_cos(0.0) == 1.0);
  CHECK(portable_sin(3.141592653589793) == 0x1.1a62633145c07p-53);
  CHECK_THROWS_AS(portable_sin(1048577.0), kvant::Error);
  CHECK_THROWS_AS(portable_cos(infinity), kvant::Error);
  CHECK(std::isnan(portable_sin(std::nan(""))));
}
