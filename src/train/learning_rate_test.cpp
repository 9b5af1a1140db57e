// SPDX-License-Identifier: Apache-2.0
// Schedules against numbers recorded from Keras.
#include "train/learning_rate.h"

#include "train/keras_training_golden.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <span>

using namespace kvant;
using namespace kvant::train;

namespace {

/// At steps 0, 7, 14 ...
void check(const LearningRate& rate, std::span<const double> wanted) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CAPTURE(i);
    const auto found = static_cast<double>(rate_at(rate, static_cast<std::int64_t>(7 * i)));
    CHECK(found == doctest::Approx(wanted[i]).epsilon(2e-6));
  }
}

}  // namespace

TEST_CASE("schedules are Keras'") {
  check(ExponentialDecay{0.1, 20, 0.9}, golden::exponential_decay);
  check(ExponentialDecay{0.1, 20, 0.9, true}, golden::exponential_decay_staircase);
  check(CosineDecay{0.1, 50}, golden::cosine_decay);
  check(CosineDecay{0.01, 50, 0.05, 0.2, 30}, golden::cosine_decay_warmup);
  check(PiecewiseConstantDecay{{14, 40}, {0.1, 0.05, 0.01}}, golden::piecewise_constant_decay);
}

TEST_CASE("schedules that cannot be are refused") {
  CHECK_THROWS_WITH_AS(check_learning_rate("adam", 0.0), "adam: learning_rate must be above 0, received 0", Error);
  CHECK_THROWS_AS(check_learning_rate("adam", ExponentialDecay{0.1, 0, 0.9}), Error);
  CHECK_THROWS_AS(check_learning_rate("adam", CosineDecay{0.0, 10}), Error);
  CHECK_THROWS_AS(check_learning_rate("adam", CosineDecay{0.0, 10, 0.0, 0.1, 0}), Error);
  CHECK_NOTHROW(check_learning_rate("adam", CosineDecay{0.0, 10, 0.0, 0.1, 5}));
  CHECK_THROWS_AS(check_learning_rate("adam", PiecewiseConstantDecay{{3}, {0.1}}), Error);
  CHECK_THROWS_AS(check_learning_rate("adam", PiecewiseConstantDecay{{3, 2}, {0.1, 0.2, 0.3}}), Error);
}
