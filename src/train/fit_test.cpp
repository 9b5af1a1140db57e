// SPDX-License-Identifier: Apache-2.0
// Training: the lesson's net against Keras, memory, order, stopping and refusals.
#include "train/fit.h"

#include "layers/input_layer.h"
#include "layers/layer_graph.h"
#include "layers/layer_registry.h"
#include "train/array_source.h"
#include "train/keras_training_golden.h"
#include "train/source_part.h"
#include "train/stop_request.h"

#include <allocation_count.h>
#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <new>
#include <numbers>
#include <span>
#include <utility>

using namespace kvant;
using namespace kvant::train;

namespace {

Array waves(const Shape& shape, double phase) {
  Array array(DType::float32, shape);
  for (std::size_t i = 0; i < static_cast<std::size_t>(array.size()); ++i) {
    array.values<float>()[i] = static_cast<float>(0.5 * std::sin(static_cast<double>(i + 1) * 1.7 + phase));
  }
  return array;
}

std::shared_ptr<layers::Layer> dense(std::int64_t units, const std::string& activation) {
  return layers::make_layer({"keras.layers", "Dense", {{"units", units}, {"activation", activation}}});
}

/// The net and the data of record_keras_numbers.py.
struct Lesson {
  layers::LayerGraph stack;
  Array x{DType::float32, {800, 1}};
  Array y{DType::float32, {800, 1}};

  Lesson() {
    stack.add(std::make_shared<layers::InputLayer>(Shape{unknown_length, 1}));
    for (const auto& [units, activation] : {std::pair(16, "relu"), std::pair(16, "relu"), std::pair(1, "linear")}) {
      stack.add(dense(units, activation));
    }
    layers::SeedSource seeds;
    stack.build(seeds);
    double phase = 0;
    for (layers::Variable* variable : stack.variables())
      variable->set_keras_value(waves(variable->keras_shape(), phase++));
    for (int i = 0; i < 800; ++i) {
      const auto at = static_cast<std::size_t>(i);
      x.values<float>()[at] = static_cast<float>(2 * std::numbers::pi * ((i * 37) % 800) / 800);
      y.values<float>()[at] = static_cast<float>(std::sin(static_cast<double>(x.values<float>()[at])));
    }
  }

  static constexpr std::int64_t rows = 800;
};

const Shape column_shape = {unknown_length, 1};

layers::LayerGraph wide_stack() {
  layers::LayerGraph stack;
  stack.add(std::make_shared<layers::InputLayer>(Shape{unknown_length, 512}));
  for (const int units : {512, 1}) {
    stack.add(dense(units, "relu"));
  }
  layers::SeedSource seeds;
  stack.build(seeds);
  return stack;
}

MetricPointer make_mae(const Shape& predicted, const Shape& target) {
  return make_metric({.kind = "mae"}, predicted, target);
}

Objectives objectives() { return {{"dense_2", make_loss({.name = "mse"}), 1.0f, {make_mae}}}; }

TrainingLog train_lesson(Lesson& lesson, const FitSettings& settings, std::uint64_t seed = 1,
                         FitListeners listeners = {}) {
  ArraySource all("fit", {&lesson.x}, {column_shape}, {&lesson.y}, {column_shape});
  SourcePart samples(all, 0, 600), validation(all, 600, Lesson::rows);
  Optimizer optimizer{AdamSettings{}};
  return fit(lesson.stack.graph(), optimizer, objectives(), samples, &validation, settings, random::Philox(seed),
             listeners);
}

void check_column(const TrainingLog& log, std::size_t column, const char* name, std::span<const double> wanted) {
  REQUIRE(log.columns.at(column).first == name);
  REQUIRE(log.columns[column].second.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CAPTURE(i);
    CHECK(std::fabs(log.columns[column].second[i] - wanted[i]) < 1e-5 * wanted[i]);
  }
}

/// Notes how many allocations there were in all steps but the very first.
class AllocationWatch : public ProgressSink {
 public:
  void on_epoch_begin(std::int64_t, std::int64_t, std::int64_t) override { last_ = test::allocation_count(); }
  void on_step(std::int64_t, double) override {
    if (steps++ > 0) during_steps += test::allocation_count() - last_;
    last_ = test::allocation_count();
  }
  void on_epoch_end(std::int64_t, const Logs&, double) override {}
  std::int64_t during_steps = 0;
  std::int64_t steps = 0;

 private:
  std::int64_t last_ = 0;
};

class StopAfter : public EpochListener {
 public:
  explicit StopAfter(std::int64_t epochs) : epochs_(epochs) {}
  void on_train_begin() override { ++begun; }
  bool on_epoch_end(std::int64_t epoch, const Logs&) override { return epoch + 1 == epochs_; }
  void on_train_end(const Logs& logs) override { last = logs; }
  int begun = 0;
  Logs last;

 private:
  std::int64_t epochs_;
};

}  // namespace

TEST_CASE("twenty epochs of the lesson's net are Keras'") {
  Lesson lesson;
  const TrainingLog log = train_lesson(lesson, {.epochs = 20, .batch_size = 64, .shuffle = false});
  check_column(log, 0, "loss", golden::lesson_loss);
  check_column(log, 1, "mae", golden::lesson_mae);
  check_column(log, 2, "val_loss", golden::lesson_val_loss);
  check_column(log, 3, "val_mae", golden::lesson_val_mae);
  const Array bias = lesson.stack.variables().back()->keras_value();
  CHECK(static_cast<double>(bias.values<float>()[0]) == doctest::Approx(golden::lesson_last_bias[0]).epsilon(1e-5));
}

TEST_CASE("the count sees every way to ask for memory") {
  const auto counts = [](auto ask) {
    const std::int64_t before = test::allocation_count();
    std::free(ask());
    return test::allocation_count() > before;
  };
  // Called through pointers that the compiler does not see through: it may leave out a pair of malloc and free.
  void* (*volatile ask_malloc)(std::size_t) = std::malloc;
  void* (*volatile ask_calloc)(std::size_t, std::size_t) = std::calloc;
  void* (*volatile ask_realloc)(void*, std::size_t) = std::realloc;
  void* (*volatile ask_new)(std::size_t) = ::operator new;
  int (*volatile ask_aligned)(void**, std::size_t, std::size_t) = posix_memalign;
  CHECK(counts([&] { return ask_malloc(40); }));
  CHECK(counts([&] { return ask_calloc(4, 10); }));
  CHECK(counts([&] { return ask_realloc(ask_malloc(40), 4000); }));
  CHECK(counts([&] {
    void* memory = nullptr;
    return ask_aligned(&memory, 64, 128) == 0 ? memory : nullptr;
  }));
  const std::int64_t before = test::allocation_count();
  ::operator delete(ask_new(40));
  CHECK(test::allocation_count() > before);
}

TEST_CASE("no step but the very first allocates, the smaller last batch included") {
  const OptimizerSettings every_optimizer[] = {AdamSettings{}, SgdSettings{.momentum = 0.9, .nesterov = true},
                                               RmspropSettings{.momentum = 0.5, .centered = true}};
  for (const OptimizerSettings& settings : every_optimizer) {
    Lesson lesson;
    AllocationWatch watch;
    FitListeners listeners;
    listeners.progress = &watch;
    Optimizer optimizer(settings);
    ArraySource all("fit", {&lesson.x}, {column_shape}, {&lesson.y}, {column_shape});
    SourcePart samples(all, 0, 600), validation(all, 600, Lesson::rows);
    fit(lesson.stack.graph(), optimizer, objectives(), samples, &validation, {.epochs = 3, .batch_size = 64},
        random::Philox(1), listeners);
    CHECK(watch.steps == 30);
    CHECK(watch.during_steps == 0);
  }
}

TEST_CASE("no step allocates where products are shared between threads") {
  layers::LayerGraph stack = wide_stack();
  const Array x = waves({96, 512}, 1), y = waves({96, 1}, 2);
  AllocationWatch watch;
  FitListeners listeners;
  listeners.progress = &watch;
  Optimizer optimizer{AdamSettings{}};
  ArraySource samples("fit", {&x}, {{unknown_length, 512}}, {&y}, {column_shape});
  fit(stack.graph(), optimizer, objectives(), samples, nullptr, {.epochs = 2, .batch_size = 64}, random::Philox(1),
      listeners);
  CHECK(watch.steps == 4);
  CHECK(watch.during_steps == 0);
}

TEST_CASE("evaluation allocates no more for many batches than for one") {
  Lesson lesson;
  const auto allocations = [&](std::int64_t times) {
    const Array x(DType::float32, {800 * times, 1}), y(DType::float32, {800 * times, 1});
    ArraySource samples("evaluate", {&x}, {column_shape}, {&y}, {column_shape});
    Evaluator evaluator("evaluate", lesson.stack.graph(), objectives(), samples);
    Logs logs;
    logs.reserve(2);
    const std::int64_t before = test::allocation_count();
    evaluator.run("", logs);
    return test::allocation_count() - before;
  };
  allocations(1);
  CHECK(allocations(20) == allocations(1));
}

TEST_CASE("the seed decides the order of samples, and the order the result") {
  const auto last_loss = [](std::uint64_t seed, bool shuffle) {
    Lesson lesson;
    return train_lesson(lesson, {.epochs = 3, .batch_size = 64, .shuffle = shuffle}, seed).columns[0].second.back();
  };
  CHECK(last_loss(1, true) == last_loss(1, true));
  CHECK(last_loss(1, true) != last_loss(2, true));
  CHECK(last_loss(1, false) == last_loss(2, false));
}

TEST_CASE("a batch larger than the data is one batch") {
  Lesson first, second;
  CHECK(train_lesson(first, {.epochs = 2, .batch_size = 600, .shuffle = false}).columns ==
        train_lesson(second, {.epochs = 2, .batch_size = 1000000000000, .shuffle = false}).columns);
}

TEST_CASE("a listener ends the training, a stop request interrupts it once") {
  Lesson lesson;
  StopAfter stop(2);
  FitListeners listeners;
  listeners.epochs = {&stop};
  CHECK(train_lesson(lesson, {.epochs = 50, .batch_size = 64}, 1, listeners).epochs.size() == 2);
  CHECK(stop.begun == 1);
  CHECK(stop.last.size() == 4);
  request_stop();
  try {
    train_lesson(lesson, {});
    FAIL("was not interrupted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::interrupted);
  }
  CHECK_NOTHROW(train_lesson(lesson, {}));
}

TEST_CASE("training that learns nothing says so") {
  Lesson lesson;
  for (layers::Variable* variable : lesson.stack.variables())
    variable->set_keras_value(Array(DType::float32, variable->keras_shape()));
  const TrainingLog dead = train_lesson(lesson, {.epochs = 10, .batch_size = 600});
  CHECK(dead.stalled);
  for (const char* remedy : {"scale the inputs", "he_normal", "another seed"}) {
    CAPTURE(remedy);
    CHECK(dead.advice.find(remedy) != std::string::npos);
  }

  Lesson good;
  const TrainingLog learned = train_lesson(good, {.epochs = 100, .batch_size = 64});
  CHECK_FALSE(learned.stalled);
  CHECK(learned.advice.empty());

  Lesson wild;
  ArraySource samples("fit", {&wild.x}, {column_shape}, {&wild.y}, {column_shape});
  Optimizer optimizer{SgdSettings{.learning_rate = 1e6}};
  const TrainingLog diverged =
      fit(wild.stack.graph(), optimizer, objectives(), samples, nullptr, {.epochs = 5}, random::Philox(1), {});
  CHECK(diverged.stalled);
  CHECK(diverged.advice.find("not a finite number in epoch ") != std::string::npos);
  CHECK(diverged.epochs.size() < 5);
  for (const layers::Variable* variable : wild.stack.variables()) {
    const auto values = std::as_const(*variable->value).values<float>();
    CHECK(std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }));
  }
}

TEST_CASE("what cannot be trained is refused") {
  Lesson lesson;
  CHECK_THROWS_WITH_AS(train_lesson(lesson, {.epochs = 0}), "fit: epochs must be 1 or more, received 0", Error);
  CHECK_THROWS_WITH_AS(train_lesson(lesson, {.batch_size = 0}), "fit: batch_size must be 1 or more, received 0", Error);
  for (const auto& layer : lesson.stack.layers()) layer->set_trainable(false);
  CHECK_THROWS_AS(train_lesson(lesson, {}), Error);
}

TEST_CASE("evaluation and prediction do not depend on how rows are parted") {
  Lesson lesson;
  const graph::Graph graph = lesson.stack.graph();
  ArraySource samples("fit", {&lesson.x}, {column_shape}, {&lesson.y}, {column_shape});
  const Array all = predict(graph, samples).at(0);
  CHECK(all.shape() == Shape{800, 1});
  SourcePart some(samples, 700, 703);
  const Array part = predict(graph, some).at(0);
  CHECK(std::ranges::equal(part.values<float>(), std::as_const(all).values<float>().subspan(700, 3)));
  Logs logs;
  Evaluator("evaluate", graph, objectives(), samples).run("test_", logs);
  double sum = 0;
  for (std::size_t i = 0; i < 800; ++i) {
    sum += std::fabs(
        static_cast<double>(std::as_const(all).values<float>()[i] - std::as_const(lesson.y).values<float>()[i]));
  }
  CHECK(logs[1].first == "test_mae");
  CHECK(logs[1].second == doctest::Approx(sum / 800));
}
