// SPDX-License-Identifier: Apache-2.0
// SavedModels of our own survive; those of others give their answers; the lesson's own becomes the lesson's .tflite.
#include "formats/tflite/tflite_format.h"

#include <kvant/kvant.h>

#include <doctest/doctest.h>

#include <stdlib.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace kvant;

namespace {

const std::string shared = std::string(KVANT_SOURCE_DIR) + "/../shared/";

bool has_shared() {
  if (std::filesystem::exists(shared)) return true;
  MESSAGE("skipped: no ../shared");
  return false;
}

struct Folder {
  std::string path = "/tmp/kvant_saved_model_XXXXXX";
  Folder() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~Folder() { std::filesystem::remove_all(path); }
};

Array noise(const Shape& shape) {
  Array array(DType::float32, shape);
  float value = 0.41f;
  for (float& number : array.values<float>()) {
    value = 3.9f * value * (1.0f - value);
    number = 4.0f * value - 2.0f;
  }
  return array;
}

/// The largest |a - b| / max(1, |b|).
float difference(const Array& a, const Array& b) {
  REQUIRE(a.shape() == b.shape());
  float largest = 0.0f;
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.size()); ++i) {
    const float wanted = b.values<float>()[i];
    largest = std::max(largest, std::fabs(a.values<float>()[i] - wanted) / std::max(1.0f, std::fabs(wanted)));
  }
  return largest;
}

Sequential picture_model() {
  set_seed(3);
  Sequential model({Conv2D(4, {3, 3}, {.activation = "relu", .input_shape = {8, 8, 3}}), BatchNormalization(),
                    DepthwiseConv2D({3, 3}, {.padding = "same"}), LeakyReLU(), MaxPooling2D(), Flatten(),
                    Dense(5, {.activation = "softmax"})});
  std::vector<Array> weights = model.get_weights();
  for (Array& array : weights) {
    for (float& value : array.values<float>()) value = value * 0.9f + 0.05f;
  }
  model.set_weights(weights);
  return model;
}

}  // namespace

TEST_CASE("a model comes back from its folder with the same answers, and the same bytes each time") {
  const Folder folder;
  const std::string path = folder.path + "/model";
  const Sequential model = picture_model();
  const Array x = noise({6, 8, 8, 3});
  model.save(path);
  CHECK(std::filesystem::exists(path + "/variables/variables.data-00000-of-00001"));
  CHECK(difference(load_model(path).predict(x), model.predict(x)) <= 1e-6f);
  const Bytes first = load(path + "/saved_model.pb");
  model.save(path + "/");  // replaces it
  CHECK(load(path + "/saved_model.pb") == first);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 1);
  CHECK_THROWS_AS(TFLiteConverter::from_saved_model(path, "none"), Error);
  CHECK(!TFLiteConverter::from_saved_model(path, "serve").convert().empty());
}

TEST_CASE("a folder or file of another kind stays as it is") {
  const Folder folder;
  save(folder.path + "/letter.txt", "dear");
  CHECK_THROWS_WITH_AS(picture_model().save(folder.path), doctest::Contains("a folder of other files"), Error);
  save(folder.path + "/file", "text");
  CHECK_THROWS_WITH_AS(picture_model().save(folder.path + "/file"), doctest::Contains("is a file, not a folder"),
                       Error);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path), {}) == 2);
  CHECK_THROWS_AS(picture_model().save(folder.path + "/no/such/model"), Error);
}

TEST_CASE("the lesson closes: its SavedModel of 2021 becomes its .tflite of 2021") {
  if (!has_shared()) return;
  TFLiteConverter converter = TFLiteConverter::from_saved_model(shared + "lesson/sin_model");
  converter.optimizations = {Optimize::DEFAULT};
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = converter.inference_output_type = DType::int8;
  converter.per_tensor_dense = true;
  converter.representative_dataset = load_array(shared + "lesson/x_representative.npy");
  const Bytes ours = converter.convert(), theirs = load(shared + "lesson/sin_model.tflite");

  const graph::Graph a = formats::read_tflite(ours, "ours"), b = formats::read_tflite(theirs, "theirs");
  REQUIRE(a.tensors.size() == b.tensors.size());
  int numbers = 0;
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    CAPTURE(b.tensors[i].name);
    CHECK(a.tensors[i].dtype == b.tensors[i].dtype);
    CHECK(a.tensors[i].shape == b.tensors[i].shape);
    CHECK(a.tensors[i].quantization.scales == b.tensors[i].quantization.scales);
    CHECK(a.tensors[i].quantization.zero_points == b.tensors[i].quantization.zero_points);
    CHECK(a.tensors[i].is_constant() == b.tensors[i].is_constant());
    if (!a.tensors[i].is_constant()) continue;
    CHECK(std::ranges::equal(a.tensors[i].data->bytes(), b.tensors[i].data->bytes()));
    numbers += static_cast<int>(a.tensors[i].data->size());
  }
  CHECK(numbers == 288 + 33);
  CHECK(a.at(a.inputs[0]).name == "serving_default_dense_15_input:0");
  CHECK(a.at(a.outputs[0]).name == "StatefulPartitionedCall:0");

  Array codes(DType::int8, {256, 1});
  for (int i = 0; i < 256; ++i)
    codes.values<std::int8_t>()[static_cast<std::size_t>(i)] = static_cast<std::int8_t>(i - 128);
  CHECK(std::ranges::equal(Interpreter(ours).run(codes).bytes(), Interpreter(theirs).run(codes).bytes()));
}

TEST_CASE("the lesson's SavedModel has Keras' layers, and is trained further") {
  if (!has_shared()) return;
  Model model = load_model(shared + "lesson/sin_model");
  REQUIRE(model.layers().size() == 3);
  CHECK(model.get_layer("dense_16").name() == "dense_16");
  const Array x = load_array(shared + "lesson/x_representative.npy");
  Array y(DType::float32, {x.rows(), 1});
  for (std::size_t i = 0; i < static_cast<std::size_t>(x.rows()); ++i)
    y.values<float>()[i] = std::sin(x.values<float>()[i]);
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const double before = model.evaluate(x, y)["loss"];
  CHECK(before < 0.02);
  model.fit(x, y, {.epochs = 3, .verbose = 0});
  CHECK(model.evaluate(x, y)["loss"] < before);
}

TEST_CASE("keyword spotting answers as TensorFlow's conversion of it") {
  if (!has_shared()) return;
  const Array x = noise({12, 49, 10, 1});
  const Bytes ours = TFLiteConverter::from_saved_model(shared + "models/kws_saved_model").convert();
  const Array wanted = Interpreter(shared + "models/kws_float32.tflite").run(x);
  CHECK(difference(Interpreter(ours).run(x), wanted) <= 1e-5f);
  CHECK(difference(load_model(shared + "models/kws_saved_model").predict(x), wanted) <= 1e-5f);
}
