// SPDX-License-Identifier: Apache-2.0
// The exponential against the C library's, and its ends.
#include "random/portable_exp.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using kvant::random::portable_exp;

TEST_CASE("e^x is within two units in the last place") {
  for (int i = -7000; i <= 7000; ++i) {
    const double x = i * 0.1013, wanted = std::exp(x);
    if (!std::isnormal(wanted)) continue;
    CHECK(std::fabs(portable_exp(x) / wanted - 1.0) <= 2 * std::numeric_limits<double>::epsilon());
  }
  CHECK(portable_exp(0.0) == 1.0);
}

TEST_CASE("its ends") {
  CHECK(portable_exp(-800.0) == 0.0);
  CHECK(portable_exp(800.0) == std::numeric_limits<double>::infinity());
  CHECK(std::isnan(portable_exp(std::nan(""))));
}
