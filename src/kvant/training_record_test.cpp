// SPDX-License-Identifier: Apache-2.0
// A training that goes through a model file ends with the same bits as one that does not.
#include <kvant/kvant.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace kvant;

namespace {

const Array& samples() {
  static const Array x = [] {
    Array array(DType::float32, {40, 3});
    for (std::size_t i = 0; i < 120; ++i) array.values<float>()[i] = std::sin(static_cast<float>(i * i));
    return array;
  }();
  return x;
}

Sequential untrained(const Optimizer& optimizer, const Loss& loss) {
  set_seed(3);
  Sequential model({Dense(5, {.activation = "relu", .input_shape = {3}}), BatchNormalization(), Dense(3)});
  model.compile({.optimizer = optimizer, .loss = loss, .metrics = {"mae", "rmse"}});
  return model;
}

void train(Model& model, std::uint64_t seed) {
  set_seed(seed);
  model.fit(samples(), samples(), {.epochs = 3, .batch_size = 8, .verbose = 0});
}

bool same(const Model& a, const Model& b) {
  const std::vector<Array> left = a.get_weights(), right = b.get_weights();
  return std::ranges::equal(left, right, [](const Array& one, const Array& other) {
    return std::ranges::equal(one.values<float>(), other.values<float>());
  });
}

void check_goes_on(const Optimizer& optimizer, const Loss& loss) {
  for (const char* ending : {".keras", ".h5"}) {
    CAPTURE(ending);
    const std::string path = (std::filesystem::temp_directory_path() / "kvant_saved_training").string() + ending;
    Sequential model = untrained(optimizer, loss);
    model.save(path);
    Model fresh = load_model(path);
    train(model, 7);
    train(fresh, 7);
    CHECK(same(model, fresh));
    model.save(path);
    Model loaded = load_model(path);
    CHECK(loaded.learning_rate() == model.learning_rate());
    train(model, 8);
    train(loaded, 8);
    CHECK(same(model, loaded));
    const Bytes bytes = load(path);
    load_model(path).save(path);
    CHECK(load(path) == bytes);
    std::filesystem::remove(path);
  }
}

}  // namespace

TEST_CASE("training goes on where a file left it, with every optimizer") {
  check_goes_on("adam", "mse");
  check_goes_on(kvant::Adam({.learning_rate = ExponentialDecay{0.01, 4, 0.9}, .clipping = {.clipnorm = 1.0}}), "huber");
  check_goes_on(kvant::AdamW({.learning_rate = 0.003}), "mae");
  check_goes_on("sgd", "mse");
  check_goes_on(kvant::SGD({.momentum = 0.9, .nesterov = true}), "mse");
  check_goes_on("rmsprop", "mse");
  check_goes_on(kvant::RMSprop({.learning_rate = CosineDecay{0.01, 20}, .momentum = 0.5, .centered = true}), "mse");
}

TEST_CASE("losses, metrics and their settings come back") {
  const std::string path = (std::filesystem::temp_directory_path() / "kvant_saved_training_losses.keras").string();
  set_seed(1);
  const KerasTensor x = Input({3});
  Model model({x}, {Dense(1, {.name = "left"})(x), Dense(4, {.name = "right"})(x)});
  model.compile({.optimizer = "adam",
                 .losses = {kvant::BinaryCrossentropy({.from_logits = true, .label_smoothing = 0.1}),
                            kvant::SparseCategoricalCrossentropy({.from_logits = true})},
                 .output_metrics = {{AUC({.num_thresholds = 50, .curve = "PR", .from_logits = true}),
                                     kvant::Precision({.threshold = 0.25, .name = "sure"})},
                                    {"accuracy"}},
                 .loss_weights = {0.25, 2}});
  const Array y = Array({0, 1, 1, 0}).reshape({4, 1});
  const Array inputs = samples().first(4);
  model.save(path);
  const Logs before = model.evaluate({inputs}, {y, y}), after = load_model(path).evaluate({inputs}, {y, y});
  CHECK(before.values == after.values);
  std::filesystem::remove(path);
}
