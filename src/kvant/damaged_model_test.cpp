// SPDX-License-Identifier: Apache-2.0
// Model files with bytes missing or changed meet every reader of the desk: each answers with an Error or a sound model.
#include <kvant/kvant.h>

#include <doctest/doctest.h>

#include <filesystem>

using namespace kvant;

namespace {

Sequential small_model() {
  set_seed(1);
  return Sequential({Dense(4, {.activation = "relu", .input_shape = {1}}), Dense(1)});
}

Bytes converted(const Sequential& model) {
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  converter.optimizations = {Optimize::DEFAULT};
  converter.representative_dataset = Array({0, 1, 2});
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  return converter.convert();
}

/// True when describing and running both refuse the bytes with an Error. Anything else that is thrown fails the test.
bool is_refused(const Bytes& bytes) {
  int refused = 0;
  try {
    describe_model(bytes, "model");
  } catch (const Error&) {
    ++refused;
  }
  try {
    Interpreter(bytes).run_float(Array({1}));
  } catch (const Error&) {
    ++refused;
  }
  return refused == 2;
}

}  // namespace

TEST_CASE("every truncation of a .tflite is refused") {
  const Bytes model = converted(small_model());
  REQUIRE(!is_refused(model));
  // Up to three bytes at the end only fill up to a multiple of four: nothing is lost with them.
  for (std::size_t size = 0; size < model.size() - 3; ++size) {
    CAPTURE(size);
    CHECK(is_refused(Bytes(model.begin(), model.begin() + static_cast<std::ptrdiff_t>(size))));
  }
}

TEST_CASE("changed bytes of a .tflite are refused or make another model, and nothing else happens") {
  const Bytes model = converted(small_model());
  std::uint64_t state = 1;
  const auto random = [&] {
    return static_cast<std::uint32_t>((state = state * 6364136223846793005u + 1442695040888963407u) >> 33);
  };
  int refused = 0;
  constexpr int files = 3000;
  for (int i = 0; i < files; ++i) {
    Bytes damaged = model;
    for (std::uint32_t n = 1 + random() % 8; n > 0; --n)
      damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    refused += is_refused(damaged);
  }
  MESSAGE("refused: ", refused, " of ", files);
  CHECK(refused > 0);
}

TEST_CASE("every truncation of a .keras is refused") {
  const std::string path = (std::filesystem::temp_directory_path() / "kvant_damaged_model_test.keras").string();
  small_model().save(path);
  const Bytes whole = load(path);
  for (std::size_t size = 0; size < whole.size(); size += size % 64 == 0 ? 1 : 7) {
    CAPTURE(size);
    save(path, std::span(whole).first(size));
    CHECK_THROWS_AS(load_model(path), Error);
  }
  std::filesystem::remove(path);
}

TEST_CASE("formats that come later say so") {
  CHECK_THROWS_WITH_AS(small_model().save("model.onnx"), "model.onnx: must end in .keras or .h5, received .onnx",
                       Error);
}

TEST_CASE("int8 without representative samples, or with none, is refused") {
  const Sequential model = small_model();
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  converter.optimizations = {Optimize::DEFAULT};
  CHECK_THROWS_WITH_AS(converter.convert(),
                       "Optimize::DEFAULT: needs a representative dataset; quantising weights alone (dynamic range) "
                       "comes later",
                       Error);
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  CHECK_THROWS_WITH_AS(converter.convert(), "representative_dataset: must be given for full integer quantisation",
                       Error);
  const char* empty = "representative_dataset: is empty: it must hold at least one sample";
  converter.representative_dataset = Array();
  CHECK_THROWS_WITH_AS(converter.convert(), empty, Error);
  converter.representative_dataset = [] { return std::optional<Array>(); };
  CHECK_THROWS_WITH_AS(converter.convert(), empty, Error);
}
