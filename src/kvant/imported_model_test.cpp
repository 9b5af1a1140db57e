// SPDX-License-Identifier: Apache-2.0
// A .tflite file as a model: answers, training, conversion by the file's names, and what it refuses.
#include <kvant/kvant.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace kvant;

namespace {

std::string scratch(const std::string& name) {
  return (std::filesystem::temp_directory_path() / ("kvant_imported_" + name)).string();
}

/// y = relu(x w + b) v + c, with two results of the branch.
Model two_outputs() {
  set_seed(3);
  const Input x({2}, "x");
  const KerasTensor hidden = Dense(4, {.activation = "relu", .name = "hidden"})(x);
  return Model({x}, {Dense(1, {.name = "first"})(hidden), Dense(2, {.name = "second"})(hidden)}, "branch");
}

Array samples() { return Array({0.5f, -1, 2, 0.25f, -0.75f, 1, 3, -2}).reshape({4, 2}); }

double largest_difference(const Array& a, const Array& b) {
  double most = a.shape() == b.shape() ? 0.0 : 1e9;
  for (std::int64_t i = 0; i < std::min(a.size(), b.size()); ++i)
    most = std::max<double>(most, std::fabs(a.values<float>()[static_cast<std::size_t>(i)] -
                                            b.values<float>()[static_cast<std::size_t>(i)]));
  return most;
}

}  // namespace

TEST_CASE("a .tflite file answers, learns and is written again by its own names") {
  const std::string path = scratch("branch.tflite");
  const Model original = two_outputs();
  save(path, TFLiteConverter::from_keras_model(original).convert());
  Model model = load_model(path);
  const Array x = samples();
  const std::vector<Array> before = original.predict(std::vector<Array>{x}),
                           again = model.predict(std::vector<Array>{x});
  REQUIRE(again.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) CHECK(largest_difference(before[i], again[i]) < 1e-6);
  CHECK(model.count_params() == 20);  // biases of zeros were left out
  CHECK(model.summary().find("ImportedGraph") != std::string::npos);

  const Bytes bytes = TFLiteConverter::from_keras_model(model).convert();
  const Interpreter written(bytes), read(load(path));
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(written.get_output_details()[i].name == read.get_output_details()[i].name);
    CHECK(written.get_output_details()[i].signature_name == read.get_output_details()[i].signature_name);
  }
  CHECK(written.get_input_details()[0].name == "serving_default_x:0");
  CHECK(written.get_input_details()[0].signature_name == "x");

  model.compile({.optimizer = "adam", .loss = "mse"});
  const Array y = Array({1, 2, 3, 4}).reshape({4, 1}), z = Array({1, 2, 3, 4, 5, 6, 7, 8}).reshape({4, 2});
  const double loss = model.evaluate(std::vector<Array>{x}, std::vector<Array>{y, z})["loss"];
  model.fit(std::vector<Array>{x}, std::vector<Array>{y, z}, {.epochs = 60, .verbose = 0});
  CHECK(model.evaluate(std::vector<Array>{x}, std::vector<Array>{y, z})["loss"] < loss * 0.9);
  CHECK_THROWS_WITH_AS(model.save(scratch("branch.keras")),
                       doctest::Contains("holds the operators of an imported file, which no Keras file can"), Error);
  std::filesystem::remove(path);
}

TEST_CASE("a quantised .tflite is refused with its tensors' names") {
  const std::string path = scratch("int8.tflite");
  const Model original = two_outputs();
  TFLiteConverter converter = TFLiteConverter::from_keras_model(original);
  converter.optimizations = {Optimize::DEFAULT};
  converter.representative_dataset = samples();
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  save(path, converter.convert());
  CHECK_THROWS_WITH_AS(load_model(path), doctest::Contains("QUANTIZE, DEQUANTIZE"), Error);
  std::filesystem::remove(path);
}

TEST_CASE("float files of MLPerf Tiny answer as the interpreter does, and learn") {
  for (const char* name : {"kws_float32.tflite", "ad_float32.tflite"}) {
    const std::string path = std::string(KVANT_SOURCE_DIR) + "/../shared/models/" + name;
    if (!std::filesystem::exists(path)) {
      MESSAGE("skipped: no ../shared");
      return;
    }
    Model model = load_model(path);
    Shape shape = model.input_shape();
    shape[0] = 5;
    Array x(DType::float32, shape);
    std::int64_t i = 0;
    for (float& value : x.values<float>()) value = std::sin(0.37f * static_cast<float>(i++));
    const Array expected = Interpreter(path).run(x), answer = model.predict(x);
    float largest = 0;
    for (const float value : expected.values<float>()) largest = std::max(largest, std::fabs(value));
    CHECK(largest_difference(answer, expected.reshape(answer.shape())) < 1e-5 * largest);

    model.compile({.optimizer = "adam", .loss = "mse"});
    const Array y(DType::float32, answer.shape());
    const double before = model.evaluate(x, y)["loss"];
    model.fit(x, y, {.epochs = 3, .verbose = 0});
    CHECK(model.evaluate(x, y)["loss"] < before);
  }
}

TEST_CASE("weights and answers of a file meet operands that do not fit with an Error") {
  Model model = load_model(std::string(KVANT_SOURCE_DIR) + "/tests/fuzz/corpus/tflite/conv_float32.tflite");
  CHECK(model.get_weights().size() == 3);  // a Dense bias of zeros was left out
  for (const char* name : {"custom_operator", "while_subgraphs", "rare_fields"}) {
    const std::string path = std::string(KVANT_SOURCE_DIR) + "/tests/fuzz/corpus/tflite/" + name + ".tflite";
    CHECK_THROWS_WITH_AS(load_model(path), doctest::Contains("holds operators that kvant cannot run in float"), Error);
  }
}
