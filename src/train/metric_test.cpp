// SPDX-License-Identifier: Apache-2.0
// Metrics against numbers recorded from Keras, and the choice of accuracy.
#include "train/metric.h"

#include "train/keras_training_golden.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <array>
#include <cmath>
#include <vector>

using namespace kvant;
using namespace kvant::train;

namespace {

constexpr std::int64_t rows = 50, classes = 6;
const Shape predicted_shape = {-1, classes}, index_shape = {-1, 1};

/// The rows of record_keras_numbers.py.
struct Scores {
  std::vector<float> scores, labels, one_hot = std::vector<float>(rows * classes, 0.0f);
  Scores() {
    for (int i = 0; i < rows * classes; ++i)
      scores.push_back(2.0f * std::fabs(static_cast<float>(0.5 * std::sin((i + 1) * 1.7 + 2))));
    for (std::int64_t row = 0; row < rows; ++row) {
      labels.push_back(static_cast<float>(row * 7 % classes));
      one_hot[static_cast<std::size_t>(row * classes + row * 7 % classes)] = 1.0f;
    }
  }
  OutputBatch batch(std::int64_t begin, std::int64_t end, bool sparse) const {
    const std::int64_t size = sparse ? 1 : classes;
    return {.predicted = scores.data() + begin * classes,
            .target = (sparse ? labels : one_hot).data() + begin * size,
            .rows = end - begin,
            .row_size = classes,
            .classes = classes,
            .target_size = size};
  }
};

void check(const MetricSettings& settings, bool sparse, double wanted) {
  CAPTURE(settings.kind);
  const Scores scores;
  const MetricPointer metric = make_metric(settings, predicted_shape, sparse ? index_shape : predicted_shape);
  metric->add(scores.batch(0, 32, sparse));
  // A second metric goes on from what the first one kept.
  const MetricPointer resumed = make_metric(settings, predicted_shape, sparse ? index_shape : predicted_shape);
  resumed->set_state(metric->state());
  resumed->add(scores.batch(32, rows, sparse));
  CHECK(resumed->result() == doctest::Approx(wanted).epsilon(1e-6));
  metric->add(scores.batch(32, rows, sparse));
  CHECK(metric->result() == resumed->result());
  metric->reset();
  CHECK(metric->result() == 0.0);
}

}  // namespace

TEST_CASE("metrics are Keras'") {
  check({.kind = "binary_accuracy", .threshold = 0.4}, false, golden::metric_binary_accuracy[0]);
  check({.kind = "categorical_accuracy"}, false, golden::metric_categorical_accuracy[0]);
  check({.kind = "sparse_categorical_accuracy"}, true, golden::metric_sparse_categorical_accuracy[0]);
  check({.kind = "top_k_categorical_accuracy", .k = 3}, false, golden::metric_top_k[0]);
  check({.kind = "sparse_top_k_categorical_accuracy", .k = 2}, true, golden::metric_sparse_top_k[0]);
  check({.kind = "precision"}, false, golden::metric_precision[0]);
  check({.kind = "precision", .threshold = 0.3, .class_id = 2}, false, golden::metric_precision_of_class[0]);
  check({.kind = "recall"}, false, golden::metric_recall[0]);
  check({.kind = "recall", .threshold = 0.8, .class_id = 1}, false, golden::metric_recall_of_class[0]);
  check({.kind = "auc"}, false, golden::metric_auc[0]);
  check({.kind = "auc", .num_thresholds = 11}, false, golden::metric_auc_few[0]);
  check({.kind = "auc", .from_logits = true}, false, golden::metric_auc_logits[0]);
  check({.kind = "auc", .curve = "PR"}, false, golden::metric_auc_pr[0]);
  check({.kind = "sparse_categorical_crossentropy"}, true, golden::metric_crossentropy[0]);
}

TEST_CASE("accuracy is binary, sparse or categorical by the shapes, and has the name asked for") {
  const std::array<float, 2> predicted = {0.4f, 0.6f}, one_hot = {0, 1};
  const auto result = [&](const Shape& shape, const Shape& target_shape, float target) {
    const MetricPointer metric = make_metric({.kind = "accuracy"}, shape, target_shape);
    CHECK(metric->name() == "accuracy");
    CHECK(metric->grows());
    const bool categorical = target_shape.back() == 2;
    metric->add({.predicted = predicted.data(),
                 .target = categorical ? one_hot.data() : &target,
                 .rows = 1,
                 .row_size = shape.back(),
                 .classes = shape.back(),
                 .target_size = target_shape.back()});
    return metric->result();
  };
  CHECK(result({-1, 1}, {-1, 1}, 0.0f) == 1.0);
  CHECK(result({-1, 2}, {-1, 1}, 1.0f) == 1.0);
  CHECK(result({-1, 2}, {-1, 1}, 0.0f) == 0.0);
  CHECK(result({-1, 2}, {-1, 2}, 0.0f) == 1.0);
}

TEST_CASE("metrics that cannot be are refused") {
  const auto make = [](const MetricSettings& settings, const Shape& target = predicted_shape) {
    return make_metric(settings, predicted_shape, target);
  };
  CHECK_THROWS_WITH_AS(make({.kind = "acuracy"}), "compile: unknown metric \"acuracy\"; did you mean \"accuracy\"?",
                       Error);
  CHECK_THROWS_AS(make({.kind = "auc", .curve = "roc"}), Error);
  CHECK_THROWS_AS(make({.kind = "auc", .num_thresholds = 1}), Error);
  CHECK_THROWS_AS(make({.kind = "top_k_categorical_accuracy", .k = 0}), Error);
  CHECK_THROWS_WITH_AS(make({.kind = "precision", .class_id = 6}),
                       "precision: class_id must be below the 6 classes, received 6", Error);
  CHECK_THROWS_WITH_AS(make({.kind = "precision"}, index_shape),
                       "precision: needs targets of shape (None, 6), received (None, 1)", Error);
}
