// SPDX-License-Identifier: Apache-2.0
// Training what is more than a chain: several outputs, batch normalization, regularizers, dropout, data that is read.
#include <kvant/model.h>
#include <kvant/random.h>
#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include "train/array_source.h"
#include "train/keras_training_golden.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

using namespace kvant;
namespace golden = kvant::train::golden;

namespace {

Array waves(const Shape& shape, double phase) {
  Array array(DType::float32, shape);
  for (std::size_t i = 0; i < static_cast<std::size_t>(array.size()); ++i) {
    array.values<float>()[i] = static_cast<float>(0.5 * std::sin(static_cast<double>(i + 1) * 1.7 + phase));
  }
  return array;
}

bool same(const Array& a, const Array& b) {
  return a.shape() == b.shape() && std::ranges::equal(a.values<float>(), b.values<float>());
}

/// The model of record_keras_numbers.py.
Model two_outputs() {
  const KerasTensor start = Input({4});
  const KerasTensor hidden = Dense(6, {.activation = "relu", .kernel_regularizer = L1L2(0.01, 0.02)})(start);
  const KerasTensor normal = BatchNormalization({.momentum = 0.9})(hidden);
  const KerasTensor left = Dense(2, {.name = "left"})(normal);
  const KerasTensor right = Dense(1, {.bias_regularizer = L2(0.5), .name = "right"})(normal);
  Model model({start}, {left, right});
  std::vector<Array> weights = model.get_weights();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = waves(weights[i].shape(), static_cast<double>(i));
    for (float& value : weights[i].values<float>()) value = std::fabs(value) + (i == 5 ? 0.5f : 0.0f);
  }
  model.set_weights(weights);
  return model;
}

struct TwoOutputsData {
  Array x = waves({40, 4}, 1), left = waves({40, 2}, 2), right = waves({40, 1}, 3);
};

CompileOptions two_losses() {
  return {.optimizer = SGD({.learning_rate = 0.1}),
          .losses = {"mse", "mae"},
          .output_metrics = {{"mae"}, {"mse"}},
          .loss_weights = {0.5, 2.0}};
}

void check_numbers(const std::vector<double>& found, std::span<const double> wanted) {
  REQUIRE(found.size() == wanted.size());
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == doctest::Approx(wanted[i]).epsilon(1e-5));
}

std::vector<double> numbers(const Array& array) { return {array.values<float>().begin(), array.values<float>().end()}; }

/// Arrays as files are read: not at once.
class SlowSource : public data::SampleSource {
 public:
  SlowSource(const Array& x, const Array& y)
      : arrays_("data", {&x}, {{unknown_length, x.shape()[1]}}, {&y}, {{unknown_length, y.shape()[1]}}) {}
  std::int64_t rows() const override { return arrays_.rows(); }
  const std::vector<Shape>& input_shapes() const override { return arrays_.input_shapes(); }
  const std::vector<Shape>& target_shapes() const override { return arrays_.target_shapes(); }
  void fetch(std::span<const std::int64_t> rows, std::span<float* const> x, std::span<float* const> y) override {
    arrays_.fetch(rows, x, y);
  }

 private:
  train::ArraySource arrays_;
};

Sequential dropping() {
  set_seed(4);
  Sequential model({Dense(8, {.activation = "relu", .input_shape = {4}}), Dropout(0.5), Dense(2)});
  model.compile({.optimizer = "adam", .loss = "mse"});
  return model;
}

}  // namespace

TEST_CASE("three epochs of two outputs, batch normalization and regularizers are Keras'") {
  Model model = two_outputs();
  model.compile(two_losses());
  const TwoOutputsData data;
  const auto part = [&](std::int64_t begin, std::int64_t end) {
    return std::vector{data.left.slice(begin, end), data.right.slice(begin, end)};
  };
  const std::vector<Array> held_back = {data.x.slice(32, 40)};
  const History history = model.fit(
      {data.x.slice(0, 32)}, part(0, 32),
      {.epochs = 3, .batch_size = 8, .validation_data = {held_back, part(32, 40)}, .shuffle = false, .verbose = 0});
  std::vector<std::string> names;
  for (const auto& [name, values] : history.history) names.push_back(name);
  CHECK(names == std::vector<std::string>{"loss", "left_loss", "right_loss", "left_mae", "right_mse", "val_loss",
                                          "val_left_loss", "val_right_loss", "val_left_mae", "val_right_mse"});
  check_numbers(history["loss"], golden::two_outputs_loss);
  check_numbers(history["left_loss"], golden::two_outputs_left_loss);
  check_numbers(history["right_loss"], golden::two_outputs_right_loss);
  check_numbers(history["left_mae"], golden::two_outputs_left_mae);
  check_numbers(history["right_mse"], golden::two_outputs_right_mse);
  check_numbers(history["val_loss"], golden::two_outputs_val_loss);
  check_numbers(history["val_left_loss"], golden::two_outputs_val_left_loss);
  check_numbers(history["val_right_loss"], golden::two_outputs_val_right_loss);
  check_numbers(history["val_left_mae"], golden::two_outputs_val_left_mae);
  check_numbers(history["val_right_mse"], golden::two_outputs_val_right_mse);
  check_numbers(numbers(model.get_weights()[4]), golden::two_outputs_moving_mean);
  check_numbers(numbers(model.get_weights()[5]), golden::two_outputs_moving_variance);

  const Logs logs = model.evaluate(held_back, part(32, 40));
  CHECK(logs["loss"] == doctest::Approx(golden::two_outputs_val_loss[2]).epsilon(1e-5));
  const std::vector<Array> answers = model.predict(held_back);
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].shape() == Shape{8, 2});
  CHECK(answers[1].shape() == Shape{8, 1});
  CHECK_THROWS_AS(model.predict(held_back[0]), Error);
}

TEST_CASE("what a model of several outputs is told must be for all of them") {
  const TwoOutputsData data;
  Model model = two_outputs();
  model.compile({.losses = {"mse"}});
  CHECK_THROWS_WITH_AS(model.fit({data.x}, {data.left, data.right}, {.verbose = 0}),
                       "compile: losses needs one for each of the model's 2 outputs, received 1", Error);
  model.compile({.loss = "mse"});
  CHECK_THROWS_WITH_AS(model.fit({data.x}, {data.left}, {.verbose = 0}), "fit: y: the model needs 2 arrays, received 1",
                       Error);
  CHECK_THROWS_AS(model.compile({.losses = {"mse", "msee"}}), Error);
}

TEST_CASE("samples read ahead train to the bits of those in memory") {
  const Array x = waves({50, 4}, 1), y = waves({50, 2}, 2);
  Sequential first = dropping(), second = dropping();
  const FitOptions options = {.epochs = 3, .batch_size = 8, .validation_split = 0.2, .verbose = 0};
  set_seed(4);
  const History direct = first.fit(x, y, options);
  set_seed(4);
  const History read = second.fit(DataSource(std::make_shared<SlowSource>(x, y)), options);
  CHECK(direct.history == read.history);
  for (std::size_t i = 0; i < 4; ++i) CHECK(same(first.get_weights()[i], second.get_weights()[i]));
  CHECK(same(first.predict(x), second.predict(DataSource({x}, {}))[0]));
}

TEST_CASE("dropout is drawn from the seed, and not when evaluating") {
  const Array x = waves({32, 4}, 1), y = waves({32, 2}, 2);
  const auto train = [&](std::uint64_t seed) {
    Sequential model = dropping();
    set_seed(seed);
    return model.fit(x, y, {.epochs = 2, .shuffle = false, .verbose = 0})["loss"];
  };
  CHECK(train(1) == train(1));
  CHECK(train(1) != train(2));
  Sequential model = dropping();
  CHECK(model.evaluate(x, y)["loss"] == model.evaluate(x, y)["loss"]);
}

TEST_CASE("a source whose samples do not fit is refused") {
  Sequential model = dropping();
  const Array x = waves({10, 3}, 1), y = waves({10, 2}, 2);
  CHECK_THROWS_WITH_AS(model.fit(DataSource({x}, {y}), {.verbose = 0}),
                       "fit: x: the model needs samples of shape (4,), received (3,)", Error);
  CHECK_THROWS_WITH_AS(model.fit(DataSource({waves({10, 4}, 1)}, {}), {.verbose = 0}),
                       "fit: y: the model needs 1 arrays a sample, received 0", Error);
}
