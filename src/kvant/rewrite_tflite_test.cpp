// SPDX-License-Identifier: Apache-2.0
// .tflite files that are written again: as they are, and with small changes.
#include <kvant/kvant.h>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

using namespace kvant;

namespace {

std::string scratch(const std::string& name) {
  return (std::filesystem::temp_directory_path() / ("kvant_rewrite_" + name)).string();
}

std::string corpus(const std::string& name) {
  return std::string(KVANT_SOURCE_DIR) + "/tests/fuzz/corpus/tflite/" + name;
}

/// A network of 3 inputs whose int8 Dense weights have a scale for each output, with biases.
std::string int8_file(DType interface_type) {
  set_seed(7);
  Sequential model({Dense(5, {.activation = "relu", .bias_initializer = "random_uniform", .input_shape = {3}}),
                    Dense(2, {.bias_initializer = "random_uniform"})});
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  converter.optimizations = {Optimize::DEFAULT};
  converter.representative_dataset = Array({-1, 0, 1, 2, 0.5f, -2, 0, 0, 1}).reshape({3, 3});
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = converter.inference_output_type = interface_type;
  const std::string path = scratch("int8.tflite");
  save(path, converter.convert());
  return path;
}

}  // namespace

TEST_CASE("every file of the corpus is written again with the same facts") {
  for (const char* name : {"conv_float32", "dense_int8", "rare_fields", "custom_operator", "while_subgraphs",
                           "signatures", "fused_lstm_int8"}) {
    CAPTURE(name);
    const std::string path = corpus(name + std::string(".tflite"));
    const Bytes written = TFLiteConverter::from_file(path).convert();
    const ModelFacts before = describe_model(load(path), "before"), after = describe_model(written, "after");
    REQUIRE(before.operators.size() == after.operators.size());
    for (std::size_t i = 0; i < before.operators.size(); ++i) {
      CHECK(before.operators[i].name == after.operators[i].name);
      CHECK(before.operators[i].version == after.operators[i].version);
      CHECK(before.operators[i].inputs == after.operators[i].inputs);
    }
    REQUIRE(before.tensors.size() == after.tensors.size());
    for (std::size_t i = 0; i < before.tensors.size(); ++i) {
      CHECK(before.tensors[i].name == after.tensors[i].name);
      CHECK(before.tensors[i].shape == after.tensors[i].shape);
      CHECK(before.tensors[i].scales == after.tensors[i].scales);
    }
    CHECK(before.remarks == after.remarks);
    save(scratch("again.tflite"), written);
    CHECK(TFLiteConverter::from_file(scratch("again.tflite")).convert() == written);
  }
}

TEST_CASE("the types outside an int8 model are changed by QUANTIZE and DEQUANTIZE") {
  const Array x = Array({0.25f, -1, 1.5f}).reshape({1, 3});
  for (const DType before : {DType::float32, DType::int8, DType::uint8}) {
    const std::string path = int8_file(before);
    const Array expected = Interpreter(path).run_float(x);
    for (const DType wanted : {DType::float32, DType::int8, DType::uint8}) {
      TFLiteConverter converter = TFLiteConverter::from_file(path);
      converter.inference_input_type = converter.inference_output_type = wanted;
      Interpreter changed(converter.convert());
      CHECK(changed.get_input_details()[0].dtype == wanted);
      CHECK(changed.get_output_details()[0].dtype == wanted);
      CHECK(changed.get_input_details()[0].name == Interpreter(path).get_input_details()[0].name);
      CHECK(changed.get_output_details()[0].signature_name == "output_0");
      const Array answer = changed.run_float(x);
      for (std::size_t i = 0; i < 2; ++i)
        CHECK(std::fabs(answer.values<float>()[i] - expected.values<float>()[i]) < 1e-5f);
    }
    std::filesystem::remove(path);
  }
}

TEST_CASE("Dense weights get one scale, and a batch is fixed") {
  const std::string path = int8_file(DType::int8);
  TFLiteConverter converter = TFLiteConverter::from_file(path);
  converter.per_tensor_dense = true;
  converter.batch = 4;
  const Bytes bytes = converter.convert();
  for (const TensorFacts& tensor : describe_model(bytes, "changed").tensors) CHECK(tensor.scales.size() == 1);
  const Interpreter changed(bytes);
  CHECK(changed.get_input_details()[0].shape == Shape{4, 3});
  CHECK(changed.get_output_details()[0].shape == Shape{4, 2});
  save(scratch("four.tflite"), bytes);
  TFLiteConverter again = TFLiteConverter::from_file(scratch("four.tflite"));
  again.batch = 2;
  CHECK_THROWS_WITH_AS(again.convert(), doctest::Contains("is fixed already, received (4, 3)"), Error);
  std::filesystem::remove(path);
}

TEST_CASE("a float model cannot take integers") {
  TFLiteConverter converter = TFLiteConverter::from_file(corpus("dense_float32.tflite"));
  converter.inference_input_type = DType::int8;
  CHECK_THROWS_WITH_AS(converter.convert(), doctest::Contains("no QUANTIZE or DEQUANTIZE parts it"), Error);
}
