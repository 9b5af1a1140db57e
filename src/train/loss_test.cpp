// SPDX-License-Identifier: Apache-2.0
// Losses and metrics by hand numbers.
#include "train/loss.h"

#include "train/metric.h"

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

/// rows of row_size numbers, from the number at begin on.
OutputBatch batch_of(std::size_t begin, std::int64_t rows, std::int64_t row_size, const float* weights = nullptr) {
  return {.predicted = predicted.data() + begin,
          .target = target.data() + begin,
          .rows = rows,
          .row_size = row_size,
          .classes = row_size,
          .target_size = row_size,
          .weights = weights};
}

MetricPointer make(const char* kind) { return make_metric({.kind = kind}, {-1, 1}, {-1, 1}); }

double mean(const char* name, float* gradient = nullptr) {
  return make_loss({.name = name})->mean(batch_of(0, 2, 2), gradient);
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
  const MetricPointer mae = make("mae"), rmse = make("rmse");
  CHECK(mae->result() == 0);
  for (Metric* metric : {mae.get(), rmse.get()}) {
    metric->add(batch_of(0, 3, 1));  // errors 0.5, -2, 0
    metric->add(batch_of(3, 1, 1));  // error 3
  }
  CHECK(mae->result() == doctest::Approx(5.5 / 4));
  CHECK(rmse->result() == doctest::Approx(std::sqrt(13.25 / 4)));
  CHECK(rmse->name() == "rmse");
  mae->reset();
  CHECK(mae->result() == 0);
}

TEST_CASE("a row's weight multiplies its loss and gradient, not the divisor") {
  constexpr std::array<float, 2> weights = {2.0f, 0.5f};
  std::array<float, 4> gradient{};
  CHECK(make_loss({.name = "mse"})->mean(batch_of(0, 2, 2, weights.data()), gradient.data()) ==
        (2 * 4.25 + 0.5 * 9) / 4);
  CHECK(gradient == std::array<float, 4>{0.5f, -2.0f, 0.0f, 0.75f});
}

TEST_CASE("unknown names are answered with a suggestion") {
  CHECK_THROWS_WITH_AS(make_loss({.name = "msee"}), "compile: unknown loss \"msee\"; did you mean \"mse\"?", Error);
  CHECK_THROWS_WITH_AS(make("mea"), "compile: unknown metric \"mea\"; did you mean \"mae\"?", Error);
}
