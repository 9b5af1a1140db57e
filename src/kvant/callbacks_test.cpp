// SPDX-License-Identifier: Apache-2.0
// Callbacks: what Keras 3.15's did on the same sequence of logs, and files.
#include <kvant/callbacks.h>
#include <kvant/files.h>
#include <kvant/load_model.h>
#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace kvant;

namespace {

/// val_loss of 14 epochs.
const std::vector<double> losses = {1.0, 0.8, 0.79, 0.85, 0.9, 0.7, 0.7005, 0.72, 0.69, 0.69, 0.75, 0.8, 0.81, 0.5};

Sequential one_weight() {
  Sequential model({Dense(1, {.use_bias = false, .input_shape = {1}})});
  model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = "mse", .metrics = {"mae"}});
  return model;
}

Logs logs_of(double loss) { return {{{"loss", loss}, {"mae", 1 - loss}, {"val_loss", loss}, {"val_mae", 1 - loss}}}; }
const std::vector<std::string> names = {"loss", "mae", "val_loss", "val_mae"};

struct Stopped {
  std::int64_t epochs, stopped_epoch, best_epoch;
  float weight;  ///< that of the epoch whose number it is
  bool operator==(const Stopped&) const = default;
};

Stopped stop(const EarlyStoppingOptions& options) {
  Sequential model = one_weight();
  EarlyStopping callback(options);
  callback.set_model(&model, names, false);
  callback.on_train_begin();
  std::int64_t epoch = 0;
  while (epoch < static_cast<std::int64_t>(losses.size()) && !callback.is_stopping()) {
    model.set_weights({Array({static_cast<float>(epoch)}).reshape({1, 1})});
    callback.on_epoch_end(epoch, logs_of(losses[static_cast<std::size_t>(epoch)]));
    ++epoch;
  }
  callback.on_train_end({});
  return {epoch, callback.stopped_epoch(), callback.best_epoch(), model.get_weights()[0].values<float>()[0]};
}

/// The learning rate after each epoch.
std::vector<float> reduce(const ReduceLROnPlateauOptions& options) {
  Sequential model = one_weight();
  ReduceLROnPlateau callback(options);
  callback.set_model(&model, names, false);
  callback.on_train_begin();
  std::vector<float> rates;
  for (std::size_t epoch = 0; epoch < losses.size(); ++epoch) {
    callback.on_epoch_end(static_cast<std::int64_t>(epoch), logs_of(losses[epoch]));
    rates.push_back(static_cast<float>(model.learning_rate()));
  }
  return rates;
}

struct Folder {
  std::string path;
  Folder() {
    path = (std::filesystem::temp_directory_path() / "kvant_callbacks.XXXXXX").string();
    REQUIRE(::mkdtemp(path.data()) != nullptr);
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

std::string text_of(const std::string& path) {
  const Bytes bytes = load(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Array line(std::int64_t n, float slope) {
  Array array(DType::float32, {n});
  for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
    array.values<float>()[i] = slope * static_cast<float>(i) / static_cast<float>(n);
  return array;
}

}  // namespace

TEST_CASE("EarlyStopping stops where Keras' does") {
  CHECK(stop({}) == Stopped{4, 3, 2, 3});
  CHECK(stop({.patience = 2}) == Stopped{5, 4, 2, 4});
  CHECK(stop({.patience = 3, .restore_best_weights = true}) == Stopped{12, 11, 8, 8});
  CHECK(stop({.min_delta = 0.05, .patience = 2, .restore_best_weights = true}) == Stopped{4, 3, 1, 1});
  CHECK(stop({.patience = 2, .baseline = 0.75}) == Stopped{4, 3, 2, 3});
  CHECK(stop({.patience = 3, .baseline = 0.3, .restore_best_weights = true}) == Stopped{4, 3, 2, 2});
  CHECK(stop({.patience = 1, .start_from_epoch = 5}) == Stopped{7, 6, 5, 6});
  CHECK(stop({.monitor = "val_mae", .patience = 2, .mode = "max"}) == Stopped{5, 4, 2, 4});
  CHECK(stop({.monitor = "val_mae", .patience = 2}) == Stopped{3, 2, 0, 2});
}

TEST_CASE("ReduceLROnPlateau reduces where Keras' does") {
  using Rates = std::vector<float>;
  CHECK(reduce({.patience = 2}) == Rates{0.5f, 0.5f, 0.5f, 0.5f, 0.05000000074505806f, 0.05000000074505806f,
                                         0.05000000074505806f, 0.004999999888241291f, 0.004999999888241291f,
                                         0.004999999888241291f, 0.0004999999655410647f, 0.0004999999655410647f,
                                         4.999999509891495e-05f, 4.999999509891495e-05f});
  CHECK(reduce({.factor = 0.5, .patience = 1, .min_lr = 0.1}) ==
        Rates{0.5f, 0.5f, 0.5f, 0.25f, 0.125f, 0.125f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f});
  CHECK(reduce({.factor = 0.5, .patience = 1, .cooldown = 2}) == Rates{0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.125f,
                                                                       0.125f, 0.125f, 0.0625f, 0.0625f, 0.03125f,
                                                                       0.03125f, 0.03125f});
  CHECK(reduce({.factor = 0.5, .patience = 2, .min_delta = 0.05}) == Rates{0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.25f,
                                                                           0.125f, 0.125f, 0.0625f, 0.0625f, 0.03125f,
                                                                           0.03125f, 0.03125f});
  CHECK_THROWS_AS(ReduceLROnPlateau({.factor = 1.0}), Error);
}

TEST_CASE("ReduceLROnPlateau writes the learning rate into the history, and refuses a schedule") {
  Sequential model = one_weight();
  ReduceLROnPlateau callback({.monitor = "loss", .factor = 0.5, .patience = 1, .min_delta = 10.0});
  const History history = model.fit(line(20, 1), line(20, 1), {.epochs = 3, .callbacks = {&callback}, .verbose = 0});
  CHECK(history["learning_rate"] == std::vector<double>{0.5, 0.5, 0.25});
  model.compile({.optimizer = SGD({.learning_rate = ExponentialDecay{.initial_learning_rate = 0.1}}), .loss = "mse"});
  CHECK_THROWS_AS(model.fit(line(20, 1), line(20, 1), {.callbacks = {&callback}, .verbose = 0}), Error);
}

TEST_CASE("ModelCheckpoint saves each epoch or the best one alone") {
  const Folder folder;
  const auto saved = [&](ModelCheckpointOptions options, double loss, std::int64_t epoch, ModelCheckpoint& callback) {
    std::filesystem::remove_all(folder.path + "/kept");
    callback.on_epoch_end(epoch, logs_of(loss));
    return std::filesystem::exists(folder.path + "/kept/net.keras") || std::filesystem::exists(options.filepath);
  };
  Sequential model = one_weight();
  const ModelCheckpointOptions best = {.filepath = folder.path + "/kept/net.keras", .save_best_only = true};
  ModelCheckpoint callback(best);
  callback.set_model(&model, names, false);
  callback.on_train_begin();
  std::vector<bool> found;
  for (std::size_t i = 0; i < losses.size(); ++i)
    found.push_back(saved(best, losses[i], static_cast<std::int64_t>(i), callback));
  CHECK(found ==
        std::vector<bool>{true, true, true, false, false, true, false, false, true, false, false, false, false, true});

  ModelCheckpoint named({.filepath = folder.path + "/net-{epoch:02d}-{val_loss:.2f}.keras"});
  const Array x = line(20, 1);
  const History history =
      model.fit(x, x, {.epochs = 2, .validation_data = {x, x}, .callbacks = {&named}, .verbose = 0});
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path))
    files += entry.path().extension() == ".keras" ? 1 : 0;
  CHECK(files == 2);
  ModelCheckpoint by_batch({.filepath = folder.path + "/step-{epoch}-{batch}.keras", .save_freq = 3});
  model.fit(x, x, {.epochs = 2, .batch_size = 5, .callbacks = {&by_batch}, .verbose = 0});
  CHECK(std::filesystem::exists(folder.path + "/step-1-3.keras"));
  CHECK(std::filesystem::exists(folder.path + "/step-2-2.keras"));
  CHECK_THROWS_AS(ModelCheckpoint({.filepath = "net.tflite"}), Error);
  ModelCheckpoint wrong({.filepath = folder.path + "/{accuracy}.keras"});
  CHECK_THROWS_AS(model.fit(x, x, {.callbacks = {&wrong}, .verbose = 0}), Error);
}

TEST_CASE("CSVLogger writes Keras' columns") {
  const Folder folder;
  const std::string path = folder.path + "/log.csv";
  Sequential model = one_weight();
  CSVLogger callback({.filename = path, .separator = ";"});
  const Array x = line(20, 1);
  model.fit(x, x, {.epochs = 1, .callbacks = {&callback}, .verbose = 0});
  CHECK(text_of(path).starts_with("epoch;loss;mae;val_loss;val_mae\n0;"));
  CHECK(text_of(path).ends_with(";NA;NA\n"));
  CSVLogger more({.filename = path, .separator = ";", .append = true});
  model.fit(x, x, {.epochs = 2, .validation_data = {x, x}, .callbacks = {&more}, .verbose = 0});
  const std::string text = text_of(path);
  CHECK(std::count(text.begin(), text.end(), '\n') == 4);
}

TEST_CASE("LambdaCallback calls what it was given, TerminateOnNaN ends") {
  std::vector<std::string> calls;
  LambdaCallback callback(
      {.on_epoch_begin = [&](std::int64_t epoch) { calls.push_back("begin" + std::to_string(epoch)); },
       .on_epoch_end = [&](std::int64_t, const Logs&) { calls.push_back("end"); },
       .on_train_begin = [&] { calls.push_back("train"); },
       .on_train_end = [&](const Logs&) { calls.push_back("done"); },
       .on_train_batch_end = [&](std::int64_t batch, const Logs&) { calls.push_back(std::to_string(batch)); }});
  Sequential model = one_weight();
  const Array x = line(20, 1);
  model.fit(x, x, {.epochs = 2, .batch_size = 10, .callbacks = {&callback}, .verbose = 0});
  CHECK(calls == std::vector<std::string>{"train", "begin0", "0", "1", "end", "begin1", "0", "1", "end", "done"});
  TerminateOnNaN nan;
  nan.on_train_batch_end(3, logs_of(1.0));
  CHECK_FALSE(nan.is_stopping());
  nan.on_train_batch_end(4, logs_of(std::numeric_limits<double>::quiet_NaN()));
  CHECK(nan.is_stopping());
}

TEST_CASE("what is not measured cannot be watched, and a mode must be known") {
  Sequential model = one_weight();
  const Array x = line(20, 1);
  EarlyStopping callback;
  CHECK_THROWS_WITH_AS(model.fit(x, x, {.callbacks = {&callback}, .verbose = 0}),
                       "early_stopping: nothing is measured that is called \"val_loss\"; there are loss, mae", Error);
  CHECK_THROWS_AS(EarlyStopping({.mode = "up"}), Error);
  CHECK_THROWS_AS(callback.model(), Error);
}
