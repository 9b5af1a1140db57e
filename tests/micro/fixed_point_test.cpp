// SPDX-License-Identifier: Apache-2.0
// core/fixed_point.h and core/arena_plan.h by hand-written numbers.
#include <kvant_micro/core/arena_plan.h>
#include <kvant_micro/core/fixed_point.h>

#include <doctest/doctest.h>

#include <limits>

using namespace kvant_micro;

TEST_CASE("the doubling high product rounds half away and saturates its one overflow") {
  CHECK(saturating_rounding_doubling_high_multiply(1 << 30, 1 << 30) == 1 << 29);
  CHECK(saturating_rounding_doubling_high_multiply(INT32_MIN, INT32_MIN) == INT32_MAX);
  CHECK(saturating_rounding_doubling_high_multiply(1, 1 << 30) == 1);    // 0.5
  CHECK(saturating_rounding_doubling_high_multiply(-1, 1 << 30) == 0);   // -0.5: the nudge is 1 - 2^30
  CHECK(saturating_rounding_doubling_high_multiply(-3, 1 << 30) == -1);  // -1.5
}

TEST_CASE("dividing by a power of two rounds half away from zero") {
  CHECK(rounding_divide_by_power_of_two(5, 1) == 3);
  CHECK(rounding_divide_by_power_of_two(-5, 1) == -3);
  CHECK(rounding_divide_by_power_of_two(-6, 2) == -2);
  CHECK(rounding_divide_by_power_of_two(7, 0) == 7);
  CHECK(rounding_divide_by_power_of_two(INT32_MAX, 31) == 1);
}

TEST_CASE("floats round half away from zero and saturate") {
  CHECK(round_half_away(2.5f) == 3);
  CHECK(round_half_away(-2.5f) == -3);
  CHECK(round_half_away(0.49999997f) == 0);
  CHECK(round_half_away(3e9f) == INT32_MAX);
  CHECK(round_half_away(-3e9f) == INT32_MIN);
  CHECK(round_half_away(std::numeric_limits<float>::quiet_NaN()) == 0);
}

TEST_CASE("tensors that are never alive together share their place") {
  TensorLife lives[] = {{16, 9, no_data, 0, 0}, {16, 9, no_data, 0, 1}, {16, 9, no_data, 1, 2}, {4, 9, no_data, 2, 3}};
  CHECK(plan_arena(lives, 4) == 32);
  CHECK(lives[0].data != lives[1].data);
  CHECK(lives[1].data != lives[2].data);
}
