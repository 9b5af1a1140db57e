// SPDX-License-Identifier: Apache-2.0
// A small residual network through all of it: built, trained, converted to float32 and int8, and run.
#include <kvant/kvant.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace kvant;

namespace {

constexpr std::int64_t samples = 96;

/// Pictures of 8 by 6 with a bright row (class 0) or a bright column (class 1).
struct Pictures {
  Array x{DType::float32, {samples, 8, 6, 1}}, y{DType::float32, {samples, 2}};
};
Pictures draw_pictures() {
  Pictures pictures;
  for (std::int64_t i = 0; i < samples; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::span<float> x = pictures.x.values<float>().subspan(at * 48, 48);
    for (std::size_t p = 0; p < 48; ++p) {
      const bool bright = i % 2 == 0 ? p / 6 == at / 2 % 8 : p % 6 == at / 2 % 6;
      x[p] = (bright ? 1.0f : 0.0f) + 0.1f * static_cast<float>((p * 7 + at * 13) % 5) - 0.2f;
    }
    pictures.y.values<float>()[2 * at + at % 2] = 1.0f;
  }
  return pictures;
}

Model residual_model() {
  set_seed(4);
  const auto inputs = Input({8, 6, 1});
  auto x = Conv2D(6, 3, {.padding = "same", .use_bias = false})(inputs);
  x = ReLU()(BatchNormalization()(x));
  auto y = DepthwiseConv2D(3, {.padding = "same", .activation = "relu"})(x);
  y = BatchNormalization()(Conv2D(6, 1)(y));
  x = Add()({x, y});
  x = AveragePooling2D(2)(x);
  x = GlobalAveragePooling2D()(x);
  return Model(inputs, Dense(2, {.activation = "softmax"})(x));
}

Bytes converted(const Model& model, const Array* representative) {
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  if (representative != nullptr) {
    converter.optimizations = {Optimize::DEFAULT};
    converter.representative_dataset = *representative;
    converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
    converter.inference_input_type = converter.inference_output_type = DType::int8;
  }
  return converter.convert();
}

double share_right(const Array& answers, const Array& y) {
  const auto given = answers.values<float>(), wanted = y.values<float>();
  int right = 0;
  for (std::size_t i = 0; i < given.size(); i += 2) right += (given[i] > given[i + 1]) == (wanted[i] > wanted[i + 1]);
  return right / static_cast<double>(samples);
}

}  // namespace

TEST_CASE("a residual network is built, trained, converted to float32 and int8, and run") {
  const Pictures pictures = draw_pictures();
  Model model = residual_model();
  model.compile({.optimizer = Adam({.learning_rate = 0.02}), .loss = "mse"});
  const History history = model.fit(pictures.x, pictures.y, {.epochs = 20, .batch_size = 16, .verbose = 0});
  const std::vector<double>& losses = history["loss"];
  CHECK(losses.back() < 0.5 * losses.front());
  const Array answers = model.predict(pictures.x);
  CHECK(share_right(answers, pictures.y) > 0.9);

  // Batch normalisation is folded: what is left has one operator for each layer of the chip.
  const Bytes float_model = converted(model, nullptr), int8_model = converted(model, &pictures.x);
  for (const Bytes& bytes : {float_model, int8_model}) CHECK(describe_model(bytes, "model").operators.size() == 8);
  const Array float_answers = Interpreter(float_model).run_float(pictures.x);
  for (std::size_t i = 0; i < float_answers.values<float>().size(); ++i)
    CHECK(std::abs(float_answers.values<float>()[i] - answers.values<float>()[i]) < 1e-4f);
  const Array int8_answers = Interpreter(int8_model).run_float(pictures.x);
  CHECK(share_right(int8_answers, pictures.y) > 0.9);
}
