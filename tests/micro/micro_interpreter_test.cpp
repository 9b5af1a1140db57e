// SPDX-License-Identifier: Apache-2.0
// The TensorFlow Lite Micro API: firmware's calls give TFLM's bytes, and its mistakes give a sentence.
#include <cstdint>

// What firmware's build may say; here for one test a model's real size, else the largest as without it.
static std::uint32_t told_bytes = 0x7FFFFFFF;
#define KVANT_MODEL_BYTES told_bytes
#include <tensorflow/lite/micro/all_ops_resolver.h>
#include <tensorflow/lite/micro/micro_error_reporter.h>
#include <tensorflow/lite/micro/micro_interpreter.h>
#include <tensorflow/lite/micro/micro_mutable_op_resolver.h>

#include "model_trial.h"

#include <kvant/converter.h>
#include <kvant/layers.h>
#include <kvant/sequential.h>

#include <doctest/doctest.h>
#include <kvant_schema/tflite_generated.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

/// What DebugLog received since it was last cleared.
std::string printed;

#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"  // TFLM's class has one; kvant's may not
struct Listener final : tflite::ErrorReporter {
  std::string heard;
  int Report(const char* format, va_list arguments) override {
    char line[200];
    MicroVsnprintf(line, sizeof line, format, arguments);
    heard += line;
    return 0;
  }
};

/// A model's bytes at an address of 16.
struct Bytes {
  explicit Bytes(const char* bytes, std::size_t size) : storage(size / 16 + 1) {
    std::memcpy(storage.data(), bytes, size);
  }
  template <class Container>
  explicit Bytes(const Container& bytes) : Bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}
  const tflite::Model* model() const { return tflite::GetModel(storage.data()); }
  std::uint8_t* data() { return storage[0].bytes; }

  struct alignas(16) Block {
    std::uint8_t bytes[16];
  };
  std::vector<Block> storage;
};

Bytes packed(const kvant::tflite::ModelT& model) {
  flatbuffers::FlatBufferBuilder builder;
  kvant::tflite::FinishModelBuffer(builder, kvant::tflite::Model::Pack(builder, &model));
  return Bytes(reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize());
}

/// Three inputs, five hidden, two outputs, int8, a scale for each output; the weights are written here.
Bytes own_model() {
  kvant::Sequential model({kvant::Dense(5, {.activation = "relu", .input_shape = {3}}), kvant::Dense(2)});
  std::vector<kvant::Array> weights = model.get_weights();
  int number = 0;
  for (kvant::Array& array : weights) {
    for (float& value : array.values<float>()) value = static_cast<float>(++number * 37 % 41 - 20) / 16.0f;
  }
  model.set_weights(weights);
  kvant::Array samples(kvant::DType::float32, {20, 3});
  for (float& value : samples.values<float>()) value = static_cast<float>(++number * 29 % 33 - 16) / 8.0f;
  auto converter = kvant::TFLiteConverter::from_keras_model(model);
  converter.optimizations = {kvant::Optimize::DEFAULT};
  converter.representative_dataset = samples;
  converter.target_spec.supported_ops = {kvant::OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = converter.inference_output_type = kvant::int8;
  return Bytes(converter.convert());
}

/// No operator: one int8 tensor [1, 3], input and output, with a scale for each of its three slices.
Bytes per_channel_tensor() {
  namespace schema = kvant::tflite;
  schema::ModelT model;
  model.version = 3;
  model.buffers.emplace_back(new schema::BufferT);
  auto graph = std::make_unique<schema::SubGraphT>();
  auto tensor = std::make_unique<schema::TensorT>();
  tensor->type = schema::TensorType::INT8;
  tensor->shape = {1, 3};
  tensor->quantization = std::make_unique<schema::QuantizationParametersT>();
  tensor->quantization->scale = {0.5f, 0.25f, 2.0f};
  tensor->quantization->zero_point = {-3, 0, 7};
  tensor->quantization->quantized_dimension = 1;
  graph->tensors.push_back(std::move(tensor));
  graph->inputs = graph->outputs = {0};
  model.subgraphs.push_back(std::move(graph));
  return packed(model);
}

std::vector<std::int8_t> answers(tflite::MicroInterpreter& interpreter) {
  std::vector<std::int8_t> result;
  TfLiteTensor* const input = interpreter.input(0);
  const TfLiteTensor* const output = interpreter.output(0);
  for (int code = -128; code < 128; ++code) {
    for (std::size_t i = 0; i < input->bytes; ++i) {
      input->data.int8[i] = static_cast<std::int8_t>(code + 71 * static_cast<int>(i));
    }
    REQUIRE(interpreter.Invoke() == kTfLiteOk);
    result.insert(result.end(), output->data.int8, output->data.int8 + output->bytes);
  }
  return result;
}

}  // namespace

extern "C" void DebugLog(const char* text) { printed += text; }

TEST_CASE("the lesson's model gives TFLM's bytes, in both forms and in an arena of any alignment") {
  const std::vector<char> file = read_test_file("../shared/lesson/sin_model.tflite");
  if (file.empty()) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  const std::vector<char> text = read_test_file("tests/golden/lesson_answers.txt");
  std::istringstream numbers(std::string(std::find(text.begin(), text.end(), '\n'), text.end()));
  const std::vector<int> tflm_answers(std::istream_iterator<int>(numbers), {});
  const Bytes bytes(file);
  CHECK(bytes.model()->version() == TFLITE_SCHEMA_VERSION);
  static tflite::AllOpsResolver all;
  tflite::MicroMutableOpResolver<1> one;
  REQUIRE(one.AddFullyConnected() == kTfLiteOk);
  tflite::MicroErrorReporter reporter;
  for (int offset = 0; offset < 16; ++offset) {
    alignas(16) std::uint8_t arena[2048];
    tflite::MicroInterpreter of_2021(bytes.model(), all, arena + offset, 2000, &reporter);
    tflite::MicroInterpreter of_today(bytes.model(), one, arena + offset, 2000);
    for (tflite::MicroInterpreter* interpreter : {&of_2021, &of_today}) {
      CHECK(interpreter->initialization_status() == kTfLiteOk);
      REQUIRE(interpreter->AllocateTensors() == kTfLiteOk);
      const std::vector<std::int8_t> got = answers(*interpreter);
      CHECK(std::equal(got.begin(), got.end(), tflm_answers.begin(), tflm_answers.end()));
      const TfLiteTensor* const input = interpreter->input(0);
      CHECK(input->type == kTfLiteInt8);
      CHECK(std::string(TfLiteTypeGetName(input->type)) == "INT8");
      CHECK(input->bytes == 1);
      CHECK(input->dims->size == 2);
      CHECK(input->dims->data[0] == 1);
      CHECK(input->dims->data[1] == 1);
      CHECK(input->params.scale == 0.024573976f);
      CHECK(input->params.zero_point == -128);
      CHECK(interpreter->output(0)->params.scale == 0.00804501585662365f);
      CHECK(interpreter->arena_used_bytes() < 600);
    }
  }
}

TEST_CASE("a model with a scale for each output gives TFLM's bytes") {
  const Bytes bytes = own_model();
  tflite::MicroMutableOpResolver<3> resolver;
  REQUIRE(resolver.AddFullyConnected() == kTfLiteOk);
  std::uint8_t arena[1024];
  Listener listener;
  tflite::MicroInterpreter interpreter(bytes.model(), resolver, arena, sizeof arena, &listener);
  CHECK(interpreter.inputs_size() == 1);
  CHECK(interpreter.outputs_size() == 1);
  REQUIRE(interpreter.Invoke() == kTfLiteOk);  // sets up what was not
  CHECK(interpreter.input(0)->bytes == 3);
  CHECK(interpreter.output(0)->dims->data[1] == 2);
  const std::vector<std::int8_t> got = answers(interpreter);
  std::uint32_t sum = 0;  // Fletcher's over all 512 answers, recorded with the tflite-micro package
  std::uint32_t sum_of_sums = 0;
  for (const std::int8_t answer : got) sum_of_sums += sum += static_cast<std::uint8_t>(answer);
  CHECK(sum == 83285);
  CHECK(sum_of_sums == 22841286);
  CHECK(listener.heard.empty());
}

TEST_CASE("typed tensors are of their type, and pointers stay") {
  const Bytes bytes = own_model();
  tflite::AllOpsResolver resolver;
  CHECK(resolver.AddFullyConnected() == kTfLiteOk);
  std::uint8_t arena[1024];
  tflite::MicroInterpreter interpreter(bytes.model(), resolver, arena, sizeof arena, nullptr, nullptr);
  CHECK(interpreter.input(0) == nullptr);
  CHECK(interpreter.typed_input_tensor<std::int8_t>(0) == nullptr);
  CHECK(interpreter.arena_used_bytes() == 0);
  REQUIRE(interpreter.AllocateTensors() == kTfLiteOk);
  TfLiteTensor* const input = interpreter.input(0);
  std::int8_t* const values = interpreter.typed_input_tensor<std::int8_t>(0);
  CHECK(values == input->data.int8);
  CHECK(static_cast<void*>(values) == input->data.raw);
  CHECK(values == tflite::GetTensorData<std::int8_t>(input));
  CHECK(interpreter.typed_input_tensor<float>(0) == nullptr);
  CHECK(interpreter.typed_output_tensor<std::int8_t>(0) == interpreter.output(0)->data.int8);
  CHECK(interpreter.typed_output_tensor<std::uint8_t>(0) == nullptr);
  CHECK(interpreter.input(1) == nullptr);
  CHECK(interpreter.output(1) == nullptr);
  CHECK(interpreter.typed_input_tensor<std::int8_t>(1) == nullptr);
  CHECK(interpreter.Reset() == kTfLiteOk);
  CHECK(interpreter.ResetVariableTensors() == kTfLiteOk);
  REQUIRE(interpreter.Invoke() == kTfLiteOk);
  CHECK(interpreter.input(0) == input);
  CHECK(interpreter.typed_input_tensor<std::int8_t>(0) == values);
  // All of it lies in the arena.
  const auto inside = [&](const void* at) { return at >= arena && at < arena + interpreter.arena_used_bytes() + 16; };
  CHECK(inside(input));
  CHECK(inside(values));
  CHECK(inside(input->quantization.params));
}

TEST_CASE("quantisation per channel is visible, with all its zero points") {
  const Bytes bytes = per_channel_tensor();
  tflite::MicroMutableOpResolver<1> resolver;
  alignas(16) std::uint8_t arena[256];
  tflite::MicroInterpreter interpreter(bytes.model(), resolver, arena, sizeof arena);
  REQUIRE(interpreter.AllocateTensors() == kTfLiteOk);
  const TfLiteTensor& tensor = *interpreter.input(0);
  CHECK(tensor.params.scale == 0.5f);
  CHECK(tensor.params.zero_point == -3);
  REQUIRE(tensor.quantization.type == kTfLiteAffineQuantization);
  const auto& affine = *static_cast<const TfLiteAffineQuantization*>(tensor.quantization.params);
  REQUIRE(affine.scale->size == 3);
  CHECK(affine.scale->data[0] == 0.5f);
  CHECK(affine.scale->data[2] == 2.0f);
  REQUIRE(affine.zero_point->size == 3);
  CHECK(affine.zero_point->data[0] == -3);
  CHECK(affine.zero_point->data[2] == 7);
  CHECK(affine.quantized_dimension == 1);
}

TEST_CASE("the arena's size is exact: one byte less is an error, and the reporter says why") {
  const Bytes bytes = own_model();
  const tflite::AllOpsResolver resolver;
  alignas(16) std::uint8_t arena[2048];
  tflite::MicroInterpreter first(bytes.model(), resolver, arena, sizeof arena);
  REQUIRE(first.AllocateTensors() == kTfLiteOk);
  const std::size_t needed = first.arena_used_bytes();
  for (std::size_t size = 0; size <= needed + 15; ++size) {
    Listener listener;
    tflite::MicroInterpreter interpreter(bytes.model(), resolver, arena + 1, size, &listener);
    REQUIRE(interpreter.AllocateTensors() == (size < needed + 15 ? kTfLiteError : kTfLiteOk));
    REQUIRE(listener.heard == (size < needed + 15 ? "AllocateTensors(): the arena is too small" : ""));
    REQUIRE((interpreter.input(0) == nullptr) == (size < needed + 15));
  }
}

TEST_CASE("an operator that the resolver lacks is named") {
  Bytes bytes = own_model();
  tflite::MicroMutableOpResolver<2> resolver;
  CHECK(resolver.AddRelu() == kTfLiteOk);
  std::uint8_t arena[1024];
  Listener listener;
  tflite::MicroInterpreter interpreter(bytes.model(), resolver, arena, sizeof arena, &listener);
  CHECK(interpreter.Invoke() == kTfLiteError);
  CHECK(listener.heard ==
        "AllocateTensors(): the model needs an operator that the resolver lacks: AddFullyConnected()");
  CHECK(resolver.AddFullyConnected() == kTfLiteOk);  // seen by the interpreter that is there already
  CHECK(interpreter.Invoke() == kTfLiteOk);

  printed.clear();
  CHECK(resolver.AddRelu() == kTfLiteError);
  CHECK(resolver.AddQuantize() == kTfLiteError);
  CHECK(printed == "AddRelu(): added before\r\nAddQuantize(): the resolver is full\r\n");

  // A resolver that was returned or copied is one of its own.
  tflite::MicroMutableOpResolver<2> copy = resolver;
  resolver = tflite::MicroMutableOpResolver<2>();
  tflite::MicroInterpreter other(bytes.model(), copy, arena, sizeof arena);
  CHECK(other.Invoke() == kTfLiteOk);
}

TEST_CASE("what is not a model of version 3 is told") {
  Bytes bytes = own_model();
  const tflite::AllOpsResolver resolver;
  std::uint8_t arena[1024];
  printed.clear();
  CHECK(tflite::MicroInterpreter(nullptr, resolver, arena, sizeof arena).AllocateTensors() == kTfLiteError);
  CHECK(printed == "AllocateTensors(): these bytes are not a .tflite model\r\n");

  kvant::tflite::ModelT older;
  kvant::tflite::GetModel(bytes.data())->UnPackTo(&older);
  older.version = 2;
  bytes = packed(older);
  CHECK(bytes.model()->version() == 2);
  printed.clear();
  CHECK(tflite::MicroInterpreter(bytes.model(), resolver, arena, sizeof arena).AllocateTensors() == kTfLiteError);
  CHECK(printed == "AllocateTensors(): the model's schema version is not 3\r\n");

  bytes.data()[4] = 'X';
  CHECK(bytes.model()->version() == 0);
}

TEST_CASE("with the model's size, every truncation is refused, and corruptions are refused or run") {
  Bytes bytes = own_model();
  const std::size_t size = 16 * bytes.storage.size();
  const tflite::AllOpsResolver resolver;
  const auto runs = [&](const std::vector<char>& damaged) {  // in a copy of its size, for sanitizers to see its end
    alignas(16) std::uint8_t arena[2048];
    Listener listener;
    told_bytes = static_cast<std::uint32_t>(damaged.size());
    tflite::MicroInterpreter interpreter(tflite::GetModel(damaged.data()), resolver, arena, sizeof arena, &listener);
    const bool ok = interpreter.Invoke() == kTfLiteOk;
    CHECK(ok == listener.heard.empty());
    if (ok && interpreter.input(0) != nullptr) CHECK(interpreter.input(0)->dims->size >= 0);
    told_bytes = 0x7FFFFFFF;
    return ok;
  };
  const std::vector<char> whole(bytes.data(), bytes.data() + size);
  CHECK(runs(whole));
  for (std::size_t cut = 0; cut + 16 < size; cut += 4) {
    REQUIRE(!runs(std::vector<char>(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut))));
  }
  std::mt19937 random(3);
  int well_formed = 0;
  for (int i = 0; i < 5000; ++i) {
    std::vector<char> damaged = whole;
    for (std::uint32_t n = 1 + random() % 8; n > 0; --n) damaged[random() % size] = static_cast<char>(random());
    well_formed += runs(damaged);
  }
  MESSAGE("still well-formed: ", well_formed, " of 5000");
}

TEST_CASE("the macros that check leave with an error, and say where") {
  Listener listener;
  const auto checked = [&listener](int number) {
    TF_LITE_ENSURE(&listener, number != 1);
    TF_LITE_ENSURE_EQ(&listener, number % 2, 0);
    TF_LITE_ENSURE_MSG(&listener, number != 4, "four");
    TF_LITE_ENSURE_STATUS(number == 6 ? kTfLiteCancelled : kTfLiteOk);
    TF_LITE_ENSURE_TYPES_EQ(&listener, number == 8 ? kTfLiteInt8 : kTfLiteInt16, kTfLiteInt16);
    TF_LITE_ENSURE_NEAR(&listener, static_cast<float>(number), 0.5f, 20.0f);
    TF_LITE_REPORT_ERROR(&listener, "%s", "all is well");
    return kTfLiteOk;
  };
  for (const auto& [number, status, heard] : {std::tuple{1, kTfLiteError, "not true: number != 1"},
                                              {3, kTfLiteError, "number % 2 is 1, 0 is 0"},
                                              {4, kTfLiteError, "four"},
                                              {6, kTfLiteCancelled, ""},
                                              {8, kTfLiteError, "is INT8, kTfLiteInt16 is INT16"},
                                              {100, kTfLiteError, "is 100.000000, 0.5f is 0.500000"},
                                              {2, kTfLiteOk, "all is well"}}) {
    CAPTURE(number);
    listener.heard.clear();
    CHECK(checked(number) == status);
    CHECK(listener.heard.find(heard) != std::string::npos);
  }
}
