// SPDX-License-Identifier: Apache-2.0
// The lesson from start to end: a small network learns the sine and becomes a C array for a microcontroller.
#include <kvant/kvant.h>

#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>

int main(int argc, char** argv) {
  const std::string out = argc > 1 ? argv[1] : "out/lesson";
  const int epochs = argc > 2 ? std::stoi(argv[2]) : 500;

  // 1000 points of a sine with noise, the same as the notebook's.
  kvant::random::NumpyLegacy random(1);
  kvant::Array x = random.uniform(0, 2 * std::numbers::pi, 1000).astype(kvant::float32);
  random.shuffle(x);
  const kvant::Array clean = kvant::sin(x);
  const kvant::Array y = kvant::add_noise(clean, 0.1, random);

  // 600 to learn from, 200 to test with, 200 to watch the learning.
  const auto data = kvant::split(x, y, {.train = 0.6, .test = 0.2, .validate = 0.2});

  // A network of two hidden layers.
  kvant::set_seed(1);
  auto model = kvant::Sequential({
      kvant::Dense(16, {.activation = "relu", .input_shape = {1}}),
      kvant::Dense(16, {.activation = "relu"}),
      kvant::Dense(1),
  });
  model.compile({.optimizer = "adam", .loss = "mse", .metrics = {"mae"}});
  std::printf("%s", model.summary().c_str());

  auto history = model.fit(data.train.x, data.train.y,
                           {.epochs = epochs, .batch_size = 64, .validation_data = {data.validate.x, data.validate.y}});
  history.save(out + "/history.csv");
  for (const auto& [name, value] : model.evaluate(data.test.x, data.test.y))
    std::printf("test %s %.6f\n", name.c_str(), value);
  model.save(out + "/sine.keras");

  // A .tflite file in float, and one in int8.
  auto converter = kvant::TFLiteConverter::from_keras_model(model);
  kvant::save(out + "/sine.tflite", converter.convert());

  converter.optimizations = {kvant::Optimize::DEFAULT};
  converter.representative_dataset = data.train.x.first(500);
  converter.target_spec.supported_ops = {kvant::OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = converter.inference_output_type = kvant::int8;
  const kvant::Bytes quantized = converter.convert();
  kvant::save(out + "/sine_int8.tflite", quantized);

  // The C array for the microcontroller, with everything the firmware needs to know.
  for (const auto& file : kvant::export_c_array(quantized, "sine_int8.tflite", {.name = "sine_int8"})) {
    kvant::save(out + "/" + file.path, file.text);
  }
}
