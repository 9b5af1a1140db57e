// SPDX-License-Identifier: Apache-2.0
// A training that was interrupted and goes on gives the bits of one that was not; weights of samples and classes.
#include <kvant/callbacks.h>
#include <kvant/model.h>
#include <kvant/random.h>
#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include "data/sample_source.h"
#include "train/keras_training_golden.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

using namespace kvant;
namespace golden = kvant::train::golden;

namespace {

Array waves(const Shape& shape, double phase) {
  Array array(DType::float32, shape);
  for (std::size_t i = 0; i < static_cast<std::size_t>(array.size()); ++i)
    array.values<float>()[i] = static_cast<float>(0.5 * std::sin(static_cast<double>(i + 1) * 1.7 + phase));
  return array;
}

/// Dropout, moving averages, an optimizer with memory: all that a state must hold.
Sequential network() {
  set_seed(4);
  Sequential model(
      {Dense(8, {.activation = "relu", .input_shape = {4}}), BatchNormalization(), Dropout(0.3), Dense(2)});
  model.compile({.optimizer = Adam({.learning_rate = 0.01}), .loss = "mse", .metrics = {"mae"}});
  return model;
}

/// Asks for the end of the training in the middle of an epoch.
class Interrupter : public Callback {
 public:
  Interrupter(std::int64_t epoch, std::int64_t batch) : epoch_(epoch), batch_(batch) {}
  void on_epoch_begin(std::int64_t epoch) override { now_ = epoch; }
  void on_train_batch_end(std::int64_t batch, const Logs&) override {
    if (now_ == epoch_ && batch == batch_) request_stop();
  }
  bool wants_batches() const override { return true; }

 private:
  std::int64_t epoch_, batch_, now_ = 0;
};

struct StateFile {
  std::string folder, path;
  StateFile() {
    folder = (std::filesystem::temp_directory_path() / "kvant_state.XXXXXX").string();
    REQUIRE(::mkdtemp(folder.data()) != nullptr);
    path = folder + "/net.state.npz";
  }
  ~StateFile() { std::filesystem::remove_all(folder); }
};

const Array x = waves({50, 4}, 1), y = waves({50, 2}, 2);

struct Result {
  History history;
  std::vector<Array> weights;
};

Result train_network(Sequential model, FitOptions options, Callback& last) {
  EarlyStopping stopping({.patience = 20, .restore_best_weights = true});
  options.epochs = 6;
  options.batch_size = 8;
  options.validation_split = 0.2;
  options.callbacks = {&stopping, &last};
  options.verbose = 0;
  Result result{model.fit(x, y, options), {}};
  result.weights = model.get_weights();
  return result;
}

/// Changes each sample by what its epoch and row decide.
class Noise : public data::Augmentation {
 public:
  void apply(std::span<float> sample, const Shape&, random::Philox& numbers) override {
    for (float& value : sample) value += 0.1f * numbers.uniform();
  }
};

}  // namespace

TEST_CASE("interrupted anywhere, a training goes on to the same bits") {
  for (const bool augmented : {false, true}) {
    FitOptions options;
    if (augmented) options.augmentations = {std::make_shared<Noise>()};
    Interrupter never(-1, 0);
    const Result whole = train_network(network(), options, never);
    for (const auto& [epoch, batch] : {std::pair(0, 0), std::pair(2, 1), std::pair(3, 4), std::pair(4, 2)}) {
      CAPTURE(epoch);
      const StateFile state;
      options.state_file = state.path;
      options.resume = true;
      Interrupter interrupter(epoch, batch);
      CHECK_THROWS_WITH_AS(train_network(network(), options, interrupter), "fit: interrupted", Error);
      REQUIRE(std::filesystem::exists(state.path));
      const Result resumed = train_network(network(), options, never);
      CHECK(resumed.history.history == whole.history.history);
      REQUIRE(resumed.weights.size() == whole.weights.size());
      for (std::size_t i = 0; i < whole.weights.size(); ++i)
        CHECK(std::ranges::equal(resumed.weights[i].values<float>(), whole.weights[i].values<float>()));
      CHECK_FALSE(std::filesystem::exists(state.path));
    }
  }
}

TEST_CASE("a state of another training is refused") {
  const StateFile state;
  FitOptions options;
  options.state_file = state.path;
  options.resume = true;
  Interrupter interrupter(1, 1);
  CHECK_THROWS_AS(train_network(network(), options, interrupter), Error);
  Sequential other = network();
  CHECK_THROWS_WITH_AS(
      other.fit(x, y, {.epochs = 2, .batch_size = 7, .verbose = 0, .state_file = state.path, .resume = true}),
      "fit: the state is that of another training: other data, model, batch size or callbacks", Error);
  CHECK_THROWS_AS(other.fit(x, y, {.verbose = 0, .resume = true}), Error);
}

TEST_CASE("augmentation changes what is learned from, by the seed") {
  const auto loss = [&](bool augmented, std::uint64_t seed) {
    Sequential model = network();
    set_seed(seed);
    FitOptions options = {.epochs = 2, .shuffle = false, .verbose = 0};
    if (augmented) options.augmentations = {std::make_shared<Noise>()};
    return model.fit(x, y, options)["loss"];
  };
  CHECK(loss(true, 1) == loss(true, 1));
  CHECK(loss(true, 1) != loss(true, 2));
  CHECK(loss(true, 1) != loss(false, 1));
}

TEST_CASE("weights of samples and of classes are Keras'") {
  const auto fit = [&](const FitOptions& given) {
    Sequential model({Dense(3, {.activation = "softmax", .input_shape = {4}})});
    model.set_weights({waves({4, 3}, 0), waves({3}, 1)});
    model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = "sparse_categorical_crossentropy"});
    Array labels(DType::int64, {48});
    for (std::int64_t i = 0; i < 48; ++i) labels.values<std::int64_t>()[static_cast<std::size_t>(i)] = i * 7 % 3;
    FitOptions options = given;
    options.epochs = 3;
    options.batch_size = 16;
    options.shuffle = false;
    options.verbose = 0;
    return model.fit(waves({48, 4}, 2), labels, options)["loss"];
  };
  Array weights(DType::float64, {48});
  for (std::size_t i = 0; i < 48; ++i) weights.values<double>()[i] = static_cast<double>(i % 5) / 2;
  const auto check = [](const std::vector<double>& found, std::span<const double> wanted) {
    for (std::size_t i = 0; i < 3; ++i) CHECK(found[i] == doctest::Approx(wanted[i]).epsilon(1e-5));
  };
  check(fit({.sample_weight = weights}), golden::sample_weight_loss);
  check(fit({.class_weight = {{0, 3.0}, {2, 0.25}}}), golden::class_weight_loss);
  CHECK_THROWS_AS(fit({.sample_weight = weights, .class_weight = {{0, 3.0}}}), Error);
  CHECK_THROWS_AS(fit({.sample_weight = weights.first(7)}), Error);
}
