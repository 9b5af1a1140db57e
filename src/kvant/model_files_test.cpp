// SPDX-License-Identifier: Apache-2.0
// Models and weights through .keras and .h5 files.
#include <kvant/kvant.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

using namespace kvant;

namespace {

/// A file that is gone with the test.
struct TemporaryFile {
  explicit TemporaryFile(const std::string& name)
      : path((std::filesystem::temp_directory_path() / ("kvant_model_files_" + name)).string()) {}
  ~TemporaryFile() { std::filesystem::remove(path); }
  std::string path;
};

Sequential chain(std::uint64_t seed) {
  set_seed(seed);
  return Sequential(
      {Input({8, 8, 2}), Conv2D(3, {3}, {.activation = "relu"}), BatchNormalization(), Flatten(), Dense(2)});
}

Model fork(std::uint64_t seed, std::int64_t units = 4) {
  set_seed(seed);
  const KerasTensor x = Input({4});
  const Layer shared = Dense(units, {.name = "shared"});
  const KerasTensor a = shared(x);
  return Model({x}, {Dense(2)(a), Dense(3, {.use_bias = false})(a)});
}

bool same(const std::vector<Array>& a, const std::vector<Array>& b) {
  return std::ranges::equal(a, b, [](const Array& one, const Array& other) {
    return one.shape() == other.shape() && std::ranges::equal(one.values<float>(), other.values<float>());
  });
}

std::string error_of(Model& model, const std::string& path) {
  try {
    model.load_weights(path);
  } catch (const Error& error) {
    return error.problem() + " / " + error.received();
  }
  return "";
}

}  // namespace

TEST_CASE("models come back from .keras and .h5") {
  for (const char* ending : {"a.keras", "a.h5"}) {
    const TemporaryFile file(ending);
    const Model first = chain(1);
    first.save(file.path);
    const Bytes bytes = load(file.path);
    const Model second = load_model(file.path);
    CHECK(second.summary() == first.summary());
    CHECK(same(first.get_weights(), second.get_weights()));
    second.save(file.path);
    CHECK(load(file.path) == bytes);
    const Model forked = fork(2);
    forked.save(file.path);
    CHECK(same(forked.get_weights(), load_model(file.path).get_weights()));
    CHECK(load_model(file.path).output_shapes() == forked.output_shapes());
  }
}

TEST_CASE("weights come back alone, from whichever file holds them") {
  for (const char* name : {"b.weights.h5", "b.h5", "whole.h5", "whole.keras"}) {
    CAPTURE(name);
    const TemporaryFile file(name);
    const Model first = chain(1);
    std::string(name).starts_with("whole") ? first.save(file.path) : first.save_weights(file.path);
    Model second = chain(5);
    CHECK(!same(first.get_weights(), second.get_weights()));
    second.load_weights(file.path);
    CHECK(same(first.get_weights(), second.get_weights()));
  }
  CHECK_THROWS_AS(chain(1).save_weights("weights.keras"), Error);
}

TEST_CASE("weights that do not fit change nothing") {
  for (const char* name : {"c.weights.h5", "c.h5"}) {
    CAPTURE(name);
    const TemporaryFile file(name);
    fork(1).save_weights(file.path);
    Model other = fork(2, 5), third = chain(3);
    const std::vector<Array> before = other.get_weights();
    CHECK(error_of(other, file.path) == "weights of layer shared: kernel must have shape (4, 5) / (4, 4)");
    CHECK(same(before, other.get_weights()));
    CHECK(error_of(third, file.path) != "");
  }
  const TemporaryFile file("d.h5");
  fork(1).save_weights(file.path);
  CHECK_THROWS_WITH_AS(load_model(file.path),
                       (file.path + ": holds weights without a model: make the model, then load_weights()").c_str(),
                       Error);
}

TEST_CASE("every truncation of a .h5 is refused") {
  const TemporaryFile file("e.h5");
  fork(1).save(file.path);
  const Bytes whole = load(file.path);
  for (std::size_t size = 0; size < whole.size(); size += 61) {
    CAPTURE(size);
    save(file.path, std::span(whole).first(size));
    CHECK_THROWS_AS(load_model(file.path), Error);
  }
}

TEST_CASE("changed bytes of a .h5 are refused or make another model, and nothing else happens") {
  const TemporaryFile file("f.h5");
  fork(1).save(file.path);
  const Bytes whole = load(file.path);
  std::uint64_t state = 1;
  const auto random = [&] {
    return static_cast<std::uint32_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33);
  };
  int refused = 0;
  for (int i = 0; i < 200; ++i) {
    Bytes damaged = whole;
    for (std::uint32_t n = 1 + random() % 8; n > 0; --n)
      damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    save(file.path, damaged);
    try {
      load_model(file.path);
    } catch (const Error&) {
      ++refused;
    }
  }
  CHECK(refused > 20);
}

TEST_CASE("a model of Keras 2: anomaly detection of MLPerf Tiny") {
  const std::string path = KVANT_SOURCE_DIR "/../shared/models/ad.h5";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  const Model model = load_model(path);
  CHECK(model.count_params() == 269992);
  CHECK(model.output_shape() == Shape{unknown_length, 640});
  const TemporaryFile file("g.keras");
  model.save(file.path);
  CHECK(same(model.get_weights(), load_model(file.path).get_weights()));
}

TEST_CASE("names of classes travel to the header of the firmware") {
  set_seed(1);
  Sequential model({Dense(3, {.activation = "softmax", .input_shape = {2}})});
  model.set_class_names({"left",
                         "r\xc3\xb8"
                         "d",
                         "\"no\""});
  CHECK_THROWS_AS(model.set_class_names({"a\nb"}), Error);
  for (const char* name : {"labels.keras", "labels.h5"}) {
    const TemporaryFile file(name);
    model.save(file.path);
    CHECK(load_model(file.path).class_names() == model.class_names());
  }
  const Bytes tflite = TFLiteConverter::from_keras_model(model).convert();
  std::string header;
  for (const ExportedFile& one : export_as("c-array", tflite, "net.tflite", {.name = "net"}))
    if (one.path == "net.h") header = one.text;
  CHECK(header.find("static const char *const net_LABELS[3] = {\n    \"left\",\n    \"r\\303\\270d\",\n    "
                    "\"\\042no\\042\",\n};") != std::string::npos);
  CHECK(header.find("net_argmax(const float *outputs)") != std::string::npos);
}
