// SPDX-License-Identifier: Apache-2.0
// TFLiteConverter: representative data in its forms, given ranges, and refusals by message.
#include <kvant/converter.h>
#include <kvant/interpreter.h>
#include <kvant/layers.h>
#include <kvant/random.h>
#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <limits>
#include <utility>

using namespace kvant;

namespace {

Array ramp(std::int64_t rows, std::int64_t columns) {
  Array array(DType::float32, {rows, columns});
  for (std::size_t i = 0; i < static_cast<std::size_t>(array.size()); ++i)
    array.values<float>()[i] = static_cast<float>(i * 7 % 23) / 8.0f - 1.0f;
  return array;
}

Sequential small() {
  set_seed(3);
  return Sequential({Dense(4, {.activation = "relu", .input_shape = {2}}), Dense(1)});
}

TFLiteConverter int8_converter(const Sequential& model) {
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  converter.optimizations = {Optimize::DEFAULT};
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  return converter;
}

/// Yields the samples in parts of so many rows, and then nothing for ever.
std::function<std::optional<Array>()> generator(const Array& samples, std::int64_t rows, int* calls = nullptr) {
  return [=, begin = std::int64_t{0}]() mutable -> std::optional<Array> {
    if (calls) ++*calls;
    if (begin >= samples.rows()) return std::nullopt;
    const std::int64_t end = std::min(begin + rows, samples.rows());
    return samples.slice(std::exchange(begin, end), end);
  };
}

}  // namespace

TEST_CASE("a callable gives what the array gives, sample by sample or in batches") {
  const Sequential model = small();
  const Array samples = ramp(150, 2);
  TFLiteConverter converter = int8_converter(model);
  converter.representative_dataset = samples;
  const Bytes expected = converter.convert();
  for (const std::int64_t rows : {1, 7, 64, 150}) {
    int calls = 0;
    converter.representative_dataset = generator(samples, rows, &calls);
    CHECK(converter.convert() == expected);
    CHECK(calls == (150 + rows - 1) / rows + 1);
  }
  converter.representative_dataset = samples.first(3);
  CHECK(converter.convert() != expected);
}

TEST_CASE("interface types are float32 by default, as TensorFlow's") {
  const Sequential model = small();
  TFLiteConverter converter = int8_converter(model);
  converter.representative_dataset = ramp(9, 2);
  CHECK(Interpreter(converter.convert()).get_input_details()[0].dtype == DType::float32);
  for (const DType type : {DType::int8, DType::uint8}) {
    converter.inference_input_type = converter.inference_output_type = type;
    Interpreter interpreter(converter.convert());
    CHECK(interpreter.get_input_details()[0].dtype == type);
    CHECK(interpreter.get_output_details()[0].dtype == type);
  }
  converter.inference_input_type = DType::int16;
  CHECK_THROWS_WITH_AS(converter.convert(), "input type: must be float32, int8 or uint8, received int16", Error);
}

TEST_CASE("ranges in order and by name replace a dataset") {
  const Sequential model = small();
  TFLiteConverter converter = int8_converter(model);
  converter.ranges = GivenRanges{.by_name = {}, .in_order = {{-1, 1}, {0, 2}, {-3, 3}}};
  const Bytes in_order = converter.convert();
  GivenRanges by_name;
  const std::pair<float, float> values[] = {{-1, 1}, {0, 2}, {-3, 3}};
  std::size_t next = 0;
  for (const char* name : {"serving_default_input_layer:0", "sequential/dense/Relu", "StatefulPartitionedCall_1:0"}) {
    by_name.by_name[name] = values[next++];
  }
  converter.ranges = by_name;
  CHECK(converter.convert() == in_order);
  converter.ranges = GivenRanges{.by_name = {}, .in_order = {{-1, 1}, {0, 2}}};
  CHECK_THROWS_AS(converter.convert(), Error);
  converter.ranges = GivenRanges{.by_name = {}, .in_order = {{1, -1}, {0, 2}, {-3, 3}}};
  CHECK_THROWS_AS(converter.convert(), Error);
}

TEST_CASE("where TensorFlow raises, so do we") {
  const Sequential model = small();
  TFLiteConverter converter = int8_converter(model);
  CHECK_THROWS_WITH_AS(converter.convert(), "representative_dataset: must be given for full integer quantisation",
                       Error);
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS};
  CHECK_THROWS_WITH_AS(
      converter.convert(),
      "Optimize::DEFAULT: needs a representative dataset; quantising weights alone (dynamic range) comes later", Error);
  converter.optimizations = {};
  CHECK_NOTHROW(converter.convert());
  converter.inference_output_type = DType::int8;
  CHECK_THROWS_WITH_AS(converter.convert(),
                       "inference_input_type: must be float32 unless the model is quantised to int8", Error);
}

TEST_CASE("bad representative data is refused") {
  const Sequential model = small();
  TFLiteConverter converter = int8_converter(model);
  const auto refuses = [&](RepresentativeDataset dataset, const char* message) {
    converter.representative_dataset = std::move(dataset);
    CHECK_THROWS_WITH_AS(converter.convert(), message, Error);
  };
  const char* empty = "representative_dataset: is empty: it must hold at least one sample";
  refuses(Array(DType::float32, {0, 2}), empty);
  refuses(generator(Array(DType::float32, {0, 2}), 1), empty);
  refuses(ramp(5, 3), "representative_dataset: must hold samples of shape (2,), batch first, received (5, 3)");
  refuses(Array(DType::int8, {5, 2}), "representative_dataset: must hold float32 or float64, received int8");
  Array broken = ramp(5, 2);
  broken.values<float>()[7] = std::numeric_limits<float>::quiet_NaN();
  refuses(broken, "representative_dataset: row 3 (from 0) must be finite, received nan");
  refuses(generator(broken, 1), "representative_dataset: row 3 (from 0) must be finite, received nan");
}

TEST_CASE("samples for several inputs are told apart where they do not fit") {
  const KerasTensor a = Input({2}), b = Input({1});
  const Model model({a, b}, {Concatenate()({a, b})});
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  converter.optimizations = {Optimize::DEFAULT};
  const auto refuses = [&](std::vector<Array> dataset, const char* message) {
    converter.representative_dataset = std::move(dataset);
    CHECK_THROWS_WITH_AS(converter.convert(), message, Error);
  };
  refuses({ramp(4, 2)}, "representative_dataset: must hold samples for each of 2 inputs, received 1");
  refuses({ramp(4, 2), ramp(4, 3)},
          "representative_dataset[1]: must hold samples of shape (1,), batch first, received (4, 3)");
  refuses({ramp(4, 2), ramp(5, 1)},
          "representative_dataset[1]: must hold as many samples as the first input, 4, received 5");
  converter.representative_dataset = std::vector<Array>{ramp(4, 2), ramp(4, 1)};
  CHECK_FALSE(converter.convert().empty());
}
