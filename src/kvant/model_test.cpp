// SPDX-License-Identifier: Apache-2.0
// kvant::Sequential as its users see it.
#include <kvant/random.h>
#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include "kvant/model_impl.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace kvant;

namespace {

Sequential lesson() {
  set_seed(2);
  return Sequential({kvant::Dense(16, {.activation = "relu", .input_shape = {1}}),
                     kvant::Dense(16, {.activation = "relu"}), kvant::Dense(1)});
}

Array line(std::int64_t n, float slope) {
  Array array(DType::float32, {n});
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
    array.values<float>()[i] = slope * static_cast<float>(i) / static_cast<float>(n);
  return array;
}

bool same(const Array& a, const Array& b) {
  return a.shape() == b.shape() && std::ranges::equal(a.values<float>(), b.values<float>());
}

class StopAtOnce : public Callback {
 public:
  void on_epoch_end(std::int64_t epoch, const Logs& logs) override {
    seen = logs["loss"];
    epochs = epoch + 1;
    stop_training();
  }
  double seen = 0;
  std::int64_t epochs = 0;
};

}  // namespace

TEST_CASE("the lesson's model trains, evaluates and predicts") {
  Sequential model = lesson();
  CHECK(model.count_params() == 321);
  CHECK(model.input_shape() == Shape{-1, 1});
  CHECK(model.output_shape() == Shape{-1, 1});
  model.compile({.optimizer = "adam", .loss = "mse", .metrics = {"mae"}});
  const Array x = line(200, 1), y = line(200, -3);
  const double before = model.evaluate(x, y)["loss"];
  const History history =
      model.fit(x, y, {.epochs = 60, .batch_size = 16, .validation_data = {x.first(50), y.first(50)}, .verbose = 0});
  CHECK(history.epoch.size() == 60);
  CHECK(history["val_mae"].size() == 60);
  const Logs after = model.evaluate(x, y);
  CHECK(after["loss"] < 0.01 * before);
  CHECK(after.values[1].first == "mae");
  CHECK_FALSE(history.stalled);
  const Array answer = model.predict({0.5f, 0.25f});
  CHECK(answer.shape() == Shape{2, 1});
  CHECK(answer.values<float>()[0] == doctest::Approx(-1.5).epsilon(0.1));
  CHECK_THROWS_AS(history["accuracy"], Error);
}

TEST_CASE("the seed decides the weights and the training") {
  Sequential first = lesson(), second = lesson();
  CHECK(current_seed() == 2);
  CHECK(same(first.get_weights()[0], second.get_weights()[0]));
  CHECK_FALSE(same(first.get_weights()[0], Sequential({kvant::Dense(16, {.input_shape = {1}})}).get_weights()[0]));
  const auto train = [](Sequential model) {
    model.compile({.optimizer = kvant::Adam({.learning_rate = 0.01}), .loss = "mse"});
    model.fit(line(100, 1), line(100, 2), {.epochs = 3, .verbose = 0});
    return model.get_weights();
  };
  const auto a = train(lesson()), b = train(lesson());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(same(a[i], b[i]));
}

TEST_CASE("weights are seen in Keras' layout and order, and set all or none") {
  Sequential model({kvant::Input({2}), kvant::Dense(3)});
  REQUIRE(model.get_weights().size() == 2);
  CHECK(model.get_weights()[0].shape() == Shape{2, 3});
  const Array kernel = Array({1, 2, 3, 4, 5, 6}).reshape({2, 3}), bias = {10, 20, 30};
  model.set_weights({kernel, bias});
  CHECK(same(model.get_weights()[0], kernel));
  CHECK(same(model.layers()[0].get_weights()[1], bias));
  const Array y = model.predict(Array({1, 2}).reshape({1, 2}));
  CHECK(same(y, Array({1 + 8 + 10, 2 + 10 + 20, 3 + 12 + 30}).reshape({1, 3})));
  CHECK_THROWS_AS(model.set_weights({bias}), Error);
  CHECK_THROWS_WITH_AS(model.set_weights({Array({0, 0, 0, 0, 0, 0}).reshape({2, 3}), kernel}),
                       "dense/bias: has shape (3,), received (2, 3)", Error);
  CHECK(same(model.get_weights()[0], kernel));
}

TEST_CASE("validation_split takes the last part before shuffling") {
  const Array x = line(100, 1), y = line(100, 2);
  const auto run = [&](const FitOptions& options, std::int64_t rows) {
    Sequential model = lesson();
    model.compile({.optimizer = "sgd", .loss = "mae"});
    return model.fit(x.first(rows), y.first(rows), options);
  };
  const History split = run({.epochs = 3, .validation_split = 0.25, .verbose = 0}, 100);
  const History given = run({.epochs = 3, .validation_data = {x.slice(75, 100), y.slice(75, 100)}, .verbose = 0}, 75);
  CHECK(split.history == given.history);
  CHECK_THROWS_AS(run({.validation_split = 1.0, .verbose = 0}, 100), Error);
  CHECK_THROWS_AS(run({.validation_split = 0.001, .verbose = 0}, 1), Error);
}

TEST_CASE("a model without a shape is built by its first samples, a model may grow") {
  Sequential model({kvant::Dense(4), kvant::Activation("relu"), kvant::Dense(1)});
  CHECK_THROWS_AS(model.get_weights(), Error);
  CHECK(model.summary().find("(unbuilt)") != std::string::npos);
  model.compile({.loss = "mse"});
  model.fit(Array({1, 2, 3, 4}).reshape({2, 2}), Array({1, 2}), {.verbose = 0});
  CHECK(model.input_shape() == Shape{-1, 2});
  CHECK(model.count_params() == 2 * 4 + 4 + 4 + 1);

  Sequential growing;
  growing.add(kvant::Dense(2, {.use_bias = false, .input_shape = {3}}));
  const Array kept = growing.get_weights()[0];
  growing.add(kvant::Dense(1));
  CHECK(same(growing.get_weights()[0], kept));
  CHECK(growing.output_shape() == Shape{-1, 1});
  CHECK(growing.layers()[1].name() == "dense_1");
}

TEST_CASE("frozen layers stay as they are") {
  Sequential model = lesson();
  model.layers()[0].set_trainable(false);
  model.compile({.optimizer = "adam", .loss = "mse"});
  const auto before = model.get_weights();
  model.fit(line(50, 1), line(50, 1), {.verbose = 0});
  CHECK(same(model.get_weights()[0], before[0]));
  CHECK_FALSE(same(model.get_weights()[2], before[2]));
  CHECK(model.summary().find("Non-trainable params: 32 (128.00 B)") != std::string::npos);
}

TEST_CASE("callbacks look on and stop, also a second time") {
  Sequential model = lesson();
  model.compile({.optimizer = "adam", .loss = "huber"});
  StopAtOnce callback;
  for (int again = 0; again < 2; ++again) {
    const History history = model.fit(line(50, 1), line(50, 1), {.epochs = 9, .callbacks = {&callback}, .verbose = 0});
    CHECK(history.epoch.size() == 1);
    CHECK(callback.seen == history["loss"][0]);
    CHECK(callback.epochs == 1);
  }
}

TEST_CASE("the history as a table") {
  History history;
  history.epoch = {0, 1};
  history.history = {{"loss", {0.5, static_cast<double>(0.1f)}}, {"val_loss", {1.0, 1e-9}}};
  CHECK(history.to_csv() == "epoch,loss,val_loss\n0,0.5,1\n1,0.1,1e-09\n");
}

TEST_CASE("the summary is Keras' table") {
  const Sequential model({kvant::Input({3}), kvant::Dense(400), kvant::Dense(1000)});
  CHECK(model.summary() ==
        "Model: \"sequential\"\n"
        "┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓\n"
        "┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃\n"
        "┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩\n"
        "│ dense (Dense)                   │ (None, 400)            │         1,600 │\n"
        "├─────────────────────────────────┼────────────────────────┼───────────────┤\n"
        "│ dense_1 (Dense)                 │ (None, 1000)           │       401,000 │\n"
        "└─────────────────────────────────┴────────────────────────┴───────────────┘\n"
        " Total params: 402,600 (1.54 MB)\n"
        " Trainable params: 402,600 (1.54 MB)\n"
        " Non-trainable params: 0 (0.00 B)\n");
}

TEST_CASE("wrong calls say what is wrong") {
  Sequential model = lesson();
  const Array x = line(10, 1);
  CHECK_THROWS_WITH_AS(model.fit(x, x), "fit: call compile() first", Error);
  CHECK_THROWS_AS(model.compile({.optimizer = "adam"}), Error);
  CHECK_THROWS_WITH_AS(model.compile({.optimizer = "adma", .loss = "mse"}),
                       "compile: unknown optimizer \"adma\"; did you mean \"adam\"?", Error);
  CHECK_THROWS_WITH_AS(kvant::Dense(4, {.activation = "rellu", .name = "first"}),
                       "first: unknown activation \"rellu\"; did you mean \"relu\"?", Error);
  CHECK_THROWS_AS(kvant::Dense(0), Error);
  CHECK_THROWS_AS(Sequential({kvant::Dense(1, {.name = "a"}), kvant::Dense(1, {.name = "a"})}), Error);
  CHECK_THROWS_AS(model.predict(Array({1, 2, 3, 4}).reshape({2, 2})), Error);
  model.compile({.loss = "mse"});
  CHECK_THROWS_AS(model.fit(x, line(9, 1), {.verbose = 0}), Error);
  CHECK_THROWS_AS(model.fit(x, x, {.epochs = -1, .verbose = 0}), Error);
  CHECK_THROWS_AS(model.fit(x, x, {.verbose = 3}), Error);
  CHECK_THROWS_AS(kvant::Input({}), Error);
}
