// SPDX-License-Identifier: Apache-2.0
// Losses and metrics by hand numbers.
#include "train/losses.h"

#include "train/metrics.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <array>
#include <cmath>
#include <string>

using namespace kvant;
using namespace kvant::train;

namespace {
// Errors 0.5, -2, 0, 3: two rows of two.
constexpr std::array<float, 4> predicted = {1.5f, -1.0f, 2.0f, 4.0f};
constexpr std::array<float, 4> target = {1.0f, 1.0f, 2.0f, 1.0f};

double mean(const char* name, float* gradient = nullptr) {
  return find_loss(name).mean(predicted.data(), target.data(), 2, 2, gradient);
}
}  // namespace

TEST_CASE("values are the mean over all numbers of the batch") {
  CHECK(mean("mse") == (0.25 + 4 + 0 + 9) / 4);
  CHECK(mean("mae") == (0.5 + 2 + 0 + 3) / 4);
  CHECK(mean("huber") == (0.125 + 1.5 + 0 + 2.5) / 4);
  CHECK(mean("mean_squared_error") == mean("mse"));
  CHECK(mean("MeanAbsoluteError") == mean("mae"));
}

TEST_CASE("gradients are those of the mean") {
  std::array<float, 4> gradient{};
  mean("mse", gradient.data());
  CHECK(gradient == std::array<float, 4>{0.25f, -1.0f, 0.0f, 1.5f});
  mean("mae", gradient.data());
  CHECK(gradient == std::array<float, 4>{0.25f, -0.25f, 0.0f, 0.25f});
  mean("huber", gradient.data());
  CHECK(gradient == std::array<float, 4>{0.125f, -0.25f, 0.0f, 0.25f});
}

TEST_CASE("metrics are means over samples, batches of unequal size included") {
  Metric mae("mae"), rmse("rmse");
  CHECK(mae.result() == 0);
  for (Metric* metric : {&mae, &rmse}) {
    metric->add(predicted.data(), target.data(), 3, 1);          // errors 0.5, -2, 0
    metric->add(predicted.data() + 3, target.data() + 3, 1, 1);  // error 3
  }
  CHECK(mae.result() == doctest::Approx(5.5 / 4));
  CHECK(rmse.result() == doctest::Approx(std::sqrt(13.25 / 4)));
  CHECK(rmse.name() == "rmse");
  mae.reset();
  CHECK(mae.result() == 0);
}

TEST_CASE("unknown names are answered with a suggestion") {
  CHECK_THROWS_WITH_AS(find_loss("msee"), "compile: unknown loss \"msee\"; did you mean \"mse\"?", Error);
  CHECK_THROWS_WITH_AS(Metric("mea"), "compile: unknown metric \"mea\"; did you mean \"mae\"?", Error);
}
