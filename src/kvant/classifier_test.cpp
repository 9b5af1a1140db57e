// SPDX-License-Identifier: Apache-2.0
// Classifiers: cross entropies behind softmax and sigmoid, labels, scores and the confusion matrix.
#include <kvant/model.h>
#include <kvant/open_data.h>
#include <kvant/random.h>
#include <kvant/scores.h>
#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include "data/sample_source.h"
#include "train/keras_training_golden.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

using namespace kvant;
namespace golden = kvant::train::golden;

namespace {

Array waves(const Shape& shape, double phase, float scale = 1.0f) {
  Array array(DType::float32, shape);
  for (std::size_t i = 0; i < static_cast<std::size_t>(array.size()); ++i)
    array.values<float>()[i] = scale * static_cast<float>(0.5 * std::sin(static_cast<double>(i + 1) * 1.7 + phase));
  return array;
}

/// As record_keras_numbers.py makes it.
Sequential classifier(std::int64_t units, const char* activation) {
  Sequential model({Dense(units, {.activation = activation, .input_shape = {4}})});
  model.set_weights({waves({4, units}, 0, 40.0f), waves({units}, 1)});
  return model;
}

Array labels(std::int64_t rows, std::int64_t classes) {
  Array array(DType::int64, {rows});
  for (std::int64_t i = 0; i < rows; ++i) array.values<std::int64_t>()[static_cast<std::size_t>(i)] = i * 7 % classes;
  return array;
}

void check(Sequential model, const char* loss, std::int64_t classes, std::span<const double> losses,
           std::span<const double> accuracies) {
  model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = loss, .metrics = {"accuracy"}});
  const History history = model.fit(waves({48, 4}, 2), labels(48, classes),
                                    {.epochs = 3, .batch_size = 16, .shuffle = false, .verbose = 0});
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(history["loss"][i] == doctest::Approx(losses[i]).epsilon(1e-5));
    CHECK(history["accuracy"][i] == doctest::Approx(accuracies[i]).epsilon(1e-6));
  }
}

/// Labels 0, 1, 2, 0 ... of which one is 3; inputs cannot be read.
class Unreadable : public data::SampleSource {
 public:
  std::int64_t rows() const override { return 200; }
  const std::vector<Shape>& input_shapes() const override { return inputs_; }
  const std::vector<Shape>& target_shapes() const override { return targets_; }
  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override {
    if (!x.empty()) throw Error("input", "was read");
    for (std::size_t i = 0; i < rows.size(); ++i) y[0][i] = rows[i] == 150 ? 3.0f : static_cast<float>(rows[i] % 3);
  }

 private:
  std::vector<Shape> inputs_ = {{4}}, targets_ = {{1}};
};

}  // namespace

TEST_CASE("labels that are read from files are looked at before any input is") {
  Sequential model = classifier(3, "softmax");
  model.compile({.loss = "sparse_categorical_crossentropy"});
  const DataSource files(std::make_shared<Unreadable>());
  const Array x = waves({9, 4}, 2);
  CHECK_THROWS_WITH_AS(model.fit(files, {.verbose = 0}),
                       "fit: y: row 150 must be a class from 0 to 2 for sparse_categorical_crossentropy, received 3",
                       Error);
  CHECK_THROWS_WITH_AS(model.fit(x, labels(9, 3), {.validation_data = files, .verbose = 0}),
                       "fit: validation_data: y: row 150 must be a class from 0 to 2 for "
                       "sparse_categorical_crossentropy, received 3",
                       Error);
  CHECK(read_targets(files)[0].shape() == Shape{200, 1});
}

TEST_CASE("a loss behind softmax or sigmoid takes what goes in there, as Keras does") {
  check(classifier(3, "softmax"), "sparse_categorical_crossentropy", 3, golden::classifier_sparse_loss,
        golden::classifier_sparse_accuracy);
  check(classifier(1, "sigmoid"), "binary_crossentropy", 2, golden::classifier_binary_loss,
        golden::classifier_binary_accuracy);
}

TEST_CASE("labels outside the classes are refused before anything is learned") {
  Sequential model = classifier(3, "softmax");
  model.compile({.loss = SparseCategoricalCrossentropy()});
  const Array x = waves({48, 4}, 2);
  Array y = labels(48, 3);
  y.values<std::int64_t>()[17] = 3;
  const std::vector<Array> before = model.get_weights();
  CHECK_THROWS_WITH_AS(model.fit(x, y, {.verbose = 0}),
                       "fit: y: row 17 must be a class from 0 to 2 for sparse_categorical_crossentropy, received 3",
                       Error);
  CHECK_THROWS_AS(model.evaluate(x, y), Error);
  CHECK(std::ranges::equal(model.get_weights()[0].values<float>(), before[0].values<float>()));
  CHECK_THROWS_WITH_AS(score_predictions(model.predict(x), y, SparseCategoricalCrossentropy(), {}),
                       "scores: y: row 17 must be a class from 0 to 2 for sparse_categorical_crossentropy, received 3",
                       Error);
  model.compile({.loss = "categorical_crossentropy"});
  CHECK_THROWS_AS(model.fit(x, labels(48, 3), {.verbose = 0}), Error);
}

TEST_CASE("scores of predictions are those of evaluate") {
  Sequential model = classifier(3, "softmax");
  model.set_weights({waves({4, 3}, 0), waves({3}, 1)});
  const Array x = waves({48, 4}, 2), y = labels(48, 3);
  model.compile({.loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy", SparseTopKCategoricalAccuracy({.k = 2, .name = "top2"})}});
  const Logs wanted = model.evaluate(x, y);
  const auto scores = score_predictions(model.predict(x), y, "sparse_categorical_crossentropy",
                                        {"accuracy", SparseTopKCategoricalAccuracy({.k = 2, .name = "top2"})});
  CHECK(scores.at("sparse_categorical_crossentropy") == doctest::Approx(wanted["loss"]).epsilon(1e-6));
  CHECK(scores.at("accuracy") == wanted["accuracy"]);
  CHECK(scores.at("top2") == wanted["top2"]);
  CHECK_THROWS_AS(score_predictions(model.predict(x), x, "mse", {}), Error);
}

TEST_CASE("the confusion matrix has a row for each class that is") {
  const Array predicted = Array({0.1f, 0.9f, 0, 0, 0, 1, 0.5f, 0.2f, 0.3f}).reshape({3, 3});
  const auto counts = [&](const Array& y) {
    const Array matrix = confusion_matrix(y, predicted);
    return std::vector<std::int64_t>(matrix.values<std::int64_t>().begin(), matrix.values<std::int64_t>().end());
  };
  const std::vector<std::int64_t> wanted = {0, 1, 0, 1, 0, 0, 0, 0, 1};
  CHECK(counts({0, 2, 1}) == wanted);
  CHECK(counts(Array({1, 0, 0, 0, 0, 1, 0, 1, 0}).reshape({3, 3})) == wanted);
  CHECK_THROWS_WITH_AS(counts({0, 3, 1}), "confusion_matrix: row 1 must be a class from 0 to 2, received 3", Error);
  CHECK_THROWS_AS(counts({0, 1}), Error);
  const Array binary = confusion_matrix({0, 1, 1, 1}, Array({0.2f, 0.6f, 0.5f, 0.9f}).reshape({4, 1}));
  CHECK(binary.shape() == Shape{2, 2});
  CHECK(binary.values<std::int64_t>()[2] == 1);
  CHECK(binary.values<std::int64_t>()[3] == 2);
}
