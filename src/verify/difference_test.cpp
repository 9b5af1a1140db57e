// SPDX-License-Identifier: Apache-2.0
// Sums of differences against hand-made ones.
#include "verify/difference.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using kvant::verify::Difference;

namespace {
constexpr kvant::verify::RealRange anything = {0, 0, 0};
}

TEST_CASE("equal numbers have no noise") {
  const std::vector<float> a = {1, -2, 0};
  Difference difference;
  difference.add(a, a, anything);
  CHECK(difference.values() == 3);
  CHECK(difference.equal() == 3);
  CHECK(difference.max() == 0);
  CHECK(std::isinf(difference.signal_to_noise_db()));
}

TEST_CASE("samples add up") {
  Difference difference;
  difference.add(std::vector<float>{3, 4}, std::vector<float>{3, 4.5f}, anything);
  difference.add(std::vector<float>{5}, std::vector<float>{4.75f}, anything);
  CHECK(difference.values() == 3);
  CHECK(difference.equal() == 1);
  CHECK(difference.max() == 0.5);
  CHECK(difference.mean() == 0.25);
  CHECK(difference.signal_to_noise_db() == doctest::Approx(10 * std::log10(50 / 0.3125)));
}

TEST_CASE("clipped is what the other tensor cannot hold, not what stands at its end") {
  Difference difference;
  // 0 to 2.55 in steps of 0.01.
  difference.add(std::vector<float>{0, 2.55f, 2.554f, 2.6f, -1}, std::vector<float>{0, 2.55f, 2.55f, 2.55f, 0},
                 {0, 2.55, 0.01});
  CHECK(difference.clipped_share() == 2.0 / 5);
}

TEST_CASE("a number that is none stays in the result") {
  Difference difference;
  difference.add(std::vector<float>{1, 2}, std::vector<float>{NAN, 9}, anything);
  CHECK(std::isnan(difference.max()));
}
