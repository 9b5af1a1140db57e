// SPDX-License-Identifier: Apache-2.0
// kvant::Interpreter: details, refusals, and invoking without allocating.
#include <kvant/converter.h>
#include <kvant/interpreter.h>
#include <kvant/layers.h>
#include <kvant/random.h>
#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include <allocation_count.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

using namespace kvant;

namespace {

Array ramp(std::int64_t rows, std::int64_t columns) {
  Array array(DType::float32, {rows, columns});
  for (std::size_t i = 0; i < static_cast<std::size_t>(array.size()); ++i)
    array.values<float>()[i] = static_cast<float>(i % 17) / 8.0f - 1.0f;
  return array;
}

/// Three inputs, two outputs, int8 inside.
Bytes small_model(DType interface_type) {
  set_seed(5);
  const Sequential model({Dense(6, {.activation = "relu", .input_shape = {3}}), Dense(2)});
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  converter.optimizations = {Optimize::DEFAULT};
  converter.representative_dataset = ramp(20, 3);
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = converter.inference_output_type = interface_type;
  return converter.convert();
}

}  // namespace

TEST_CASE("an invoke allocates nothing after the first, and neither does setting an input") {
  for (const DType type : {DType::int8, DType::uint8, DType::float32}) {
    Interpreter interpreter(small_model(type));
    const int input = interpreter.get_input_details()[0].index;
    const Array x(type, {1, 3});
    interpreter.set_tensor(input, x);
    interpreter.invoke();
    const std::int64_t before = test::allocation_count();
    for (int i = 0; i < 100; ++i) {
      interpreter.set_tensor(input, x);
      interpreter.invoke();
    }
    CHECK(test::allocation_count() == before);
  }
}

TEST_CASE("details are the model's, and one sample after the other is a batch") {
  Interpreter interpreter(small_model(DType::int8), "small");
  const TensorDetails input = interpreter.get_input_details().at(0), output = interpreter.get_output_details().at(0);
  CHECK(input.name == "serving_default_input_layer:0");
  CHECK(output.name == "StatefulPartitionedCall_1:0");
  CHECK(input.shape == Shape{1, 3});
  CHECK(input.dtype == DType::int8);
  CHECK(input.quantization.first > 0.0f);
  const Array x = quantize(ramp(5, 3), input);
  const Array together = interpreter.run(x);
  CHECK(together.shape() == Shape{5, 2});
  for (std::int64_t row = 0; row < 5; ++row) {
    interpreter.set_tensor(input.index, x.slice(row, row + 1));
    interpreter.invoke();
    const Array alone = interpreter.get_tensor(output.index);
    CHECK(std::ranges::equal(alone.values<std::int8_t>(), together.slice(row, row + 1).values<std::int8_t>()));
  }
}

TEST_CASE("what does not fit is refused") {
  Interpreter interpreter(small_model(DType::int8), "small");
  const int input = interpreter.get_input_details()[0].index;
  CHECK_THROWS_AS(interpreter.get_tensor(interpreter.get_output_details()[0].index), Error);
  CHECK_THROWS_AS(interpreter.set_tensor(input, Array(DType::float32, {1, 3})), Error);
  CHECK_THROWS_AS(interpreter.set_tensor(input, Array(DType::int8, {2, 3})), Error);
  CHECK_THROWS_AS(interpreter.set_tensor(99, Array(DType::int8, {1, 3})), Error);
  CHECK_THROWS_AS(Interpreter(Bytes(100)), Error);
}

namespace {

/// Adds a Dense of "left" to "right"; gives the sum and the Dense.
Model two_ways() {
  set_seed(3);
  const Input left({3}, "left"), right({2}, "right");
  const KerasTensor dense = Dense(2, {.name = "dense"})(left);
  const KerasTensor sum = Add("sum")({dense, right});
  return {{left, right}, {sum, dense}, "two_ways"};
}

}  // namespace

TEST_CASE("models with several inputs and outputs run sample by sample, too") {
  const Model model = two_ways();
  Interpreter interpreter(TFLiteConverter::from_keras_model(model).convert(), "two_ways");
  std::vector<Array> x;
  for (const TensorDetails& input : interpreter.get_input_details()) {
    CHECK(input.signature_name == (input.shape == Shape{1, 3} ? "left" : "right"));
    x.push_back(ramp(5, input.shape[1]));
  }
  const std::vector<Array> y = interpreter.run(x);
  REQUIRE(y.size() == 2);
  const Array& right = x[0].shape()[1] == 2 ? x[0] : x[1];
  for (std::size_t i = 0; i < 10; ++i)
    CHECK(y[0].values<float>()[i] == y[1].values<float>()[i] + right.values<float>()[i]);

  CHECK_THROWS_WITH_AS(interpreter.run(std::vector<Array>{x[0]}),
                       "two_ways: takes an array for each of its 2 inputs, received 1", Error);
  CHECK_THROWS_WITH_AS(interpreter.run(x[0]), "two_ways: has several inputs or outputs; run takes a list", Error);
  CHECK_THROWS_WITH_AS(interpreter.run({x[0], x[1].first(4)}),
                       "two_ways: takes as many samples of each input, 5, received 4", Error);
}
