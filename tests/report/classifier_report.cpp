// SPDX-License-Identifier: Apache-2.0
// classifier_report FOLDER: digits.html, a report of ten classes of pictures, waves.html, one of fifty of signals, and
// residual.html, one of layers that are no chain.
#include <kvant/kvant.h>

#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

namespace {

constexpr std::int64_t side = 14;

/// A classifier without training: the nearest of the patterns [classes, size], with a weight for each number.
kvant::Sequential nearest_pattern(const kvant::Array& patterns, const kvant::Shape& sample_shape, float sharpness) {
  const std::int64_t classes = patterns.rows(), size = patterns.size() / classes;
  kvant::Sequential model({kvant::Input(sample_shape)});
  if (sample_shape.size() > 1) model.add(kvant::Flatten());
  model.add(kvant::Dense(classes, {.activation = "softmax"}));
  kvant::Array kernel(kvant::float32, {size, classes}), bias(kvant::float32, {classes});
  for (std::int64_t c = 0; c < classes; ++c) {
    for (std::int64_t i = 0; i < size; ++i) {
      const float value = patterns.values<float>()[static_cast<std::size_t>(c * size + i)];
      kernel.values<float>()[static_cast<std::size_t>(i * classes + c)] = sharpness * value;
      bias.values<float>()[static_cast<std::size_t>(c)] -= sharpness * value * value / 2;
    }
  }
  model.set_weights({kernel, bias});
  return model;
}

/// The seven segments of a digit's display: bit 0 is the top, then clockwise, bit 6 is the middle.
constexpr unsigned segments_of[10] = {0x3F, 0x06, 0x5B, 0x4F, 0x66, 0x6D, 0x7D, 0x07, 0x7F, 0x6F};

bool is_lit(unsigned segments, std::int64_t y, std::int64_t x) {
  const bool across = x >= 4 && x <= 9, upper = y >= 2 && y <= 6, lower = y >= 7 && y <= 11;
  const bool in[7] = {across && y <= 2 && y >= 1,   (x == 9 || x == 10) && upper, (x == 9 || x == 10) && lower,
                      across && y >= 11 && y <= 12, (x == 3 || x == 4) && lower,  (x == 3 || x == 4) && upper,
                      across && (y == 6 || y == 7)};
  for (unsigned i = 0; i < 7; ++i) {
    if (in[i] && (segments >> i & 1U) != 0) return true;
  }
  return false;
}

kvant::Array digits() {
  kvant::Array all(kvant::float32, {10, side * side});
  for (std::int64_t digit = 0; digit < 10; ++digit) {
    for (std::int64_t i = 0; i < side * side; ++i) {
      const bool lit = is_lit(segments_of[digit], i / side, i % side);
      all.values<float>()[static_cast<std::size_t>(digit * side * side + i)] = lit ? 200.0F : 30.0F;
    }
  }
  return all;
}

kvant::Array waves(std::int64_t classes, std::int64_t steps) {
  kvant::Array all(kvant::float32, {classes, steps});
  for (std::int64_t c = 0; c < classes; ++c) {
    for (std::int64_t i = 0; i < steps; ++i)
      all.values<float>()[static_cast<std::size_t>(c * steps + i)] =
          static_cast<float>((i / (c + 2)) % 2 == 0 ? 1.0 : -1.0);
  }
  return all;
}

/// Patterns with noise, the classes in turn, but more of the first ones.
kvant::Samples noisy(const kvant::Array& patterns, std::int64_t rows, double deviation, float low, float high,
                     kvant::random::NumpyLegacy& random) {
  const std::int64_t classes = patterns.rows(), size = patterns.size() / classes;
  const kvant::Array noise = random.randn(rows * size);
  kvant::Samples samples = {kvant::Array(kvant::float32, {rows, size}), kvant::Array(kvant::float32, {rows})};
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t label = row % 7 == 0 ? row / 7 % 3 : (row * 3 + row / 50) % classes;
    samples.y.values<float>()[static_cast<std::size_t>(row)] = static_cast<float>(label);
    for (std::int64_t i = 0; i < size; ++i) {
      const double clean = patterns.values<float>()[static_cast<std::size_t>(label * size + i)];
      const double value = clean + deviation * noise.values<double>()[static_cast<std::size_t>(row * size + i)];
      samples.x.values<float>()[static_cast<std::size_t>(row * size + i)] =
          std::fmin(high, std::fmax(low, static_cast<float>(std::round(value * 8) / 8)));
    }
  }
  return samples;
}

kvant::History history() {
  kvant::History history;
  const char* names[] = {"loss", "accuracy", "val_loss", "val_accuracy"};
  for (const char* name : names) history.history.push_back({name, {}});
  for (int epoch = 0; epoch < 20; ++epoch) {
    history.epoch.push_back(epoch);
    const double left = 1.0 / (1 + epoch),
                 values[] = {0.3 + 2 * left, 0.93 - 0.7 * left, 0.5 + 1.7 * left + 0.004 * epoch, 0.87 - 0.6 * left};
    for (std::size_t i = 0; i < 4; ++i) history.history[i].second.push_back(values[i]);
  }
  return history;
}

void write_report(const std::string& path, kvant::Report report, const kvant::Model& model) {
  auto converter = kvant::TFLiteConverter::from_keras_model(model);
  report.model = &model;
  report.float_model = converter.convert();
  converter.optimizations = {kvant::Optimize::DEFAULT};
  converter.representative_dataset = report.data.train.x;
  converter.target_spec.supported_ops = {kvant::OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = converter.inference_output_type = kvant::int8;
  report.int8_model = converter.convert();
  report.history = history();
  kvant::save(path, kvant::emit_report(report));
}

void write_digits(const std::string& path) {
  kvant::random::NumpyLegacy random(1);
  const kvant::Array patterns = digits();
  kvant::Report report;
  report.name = "digits";
  report.data.train = noisy(patterns, 300, 110, 0, 255, random);
  report.data.test = noisy(patterns, 1000, 110, 0, 255, random);
  for (kvant::Samples* part : {&report.data.train, &report.data.test})
    part->x = part->x.reshape({part->x.rows(), side, side, 1});
  report.class_names = {"zero",  "one",     "two",           "three", "four", "five", "six & half a dozen",
                        "seven", "<eight>", "nine, the last"};
  write_report(path, report, nearest_pattern(patterns, {side, side, 1}, 2e-5F));
}

void write_waves(const std::string& path) {
  kvant::random::NumpyLegacy random(2);
  const kvant::Array patterns = waves(50, 200);
  kvant::Report report;
  report.name = "waves";
  report.data.train = noisy(patterns, 200, 3, -9, 9, random);
  report.data.test = noisy(patterns, 600, 3, -9, 9, random);
  write_report(path, report, nearest_pattern(patterns, {200}, 0.05F));
}

/// Layers alone: a way around one of them.
void write_residual(const std::string& path) {
  const kvant::Input input({4});
  const kvant::KerasTensor x = kvant::Dense(8, {.activation = "relu"})(input);
  const kvant::KerasTensor sum = kvant::Activation("relu")(kvant::Add()({kvant::Dense(8)(x), x}));
  const kvant::Model model(input, kvant::Dense(2, {.activation = "softmax"})(sum));
  kvant::save(path, kvant::emit_report({.name = "residual", .model = &model}));
}

}  // namespace

int main(int count, char** words) try {
  const std::string folder = count > 1 ? words[1] : ".";
  std::filesystem::create_directories(folder);
  kvant::set_seed(1);
  write_digits(folder + "/digits.html");
  write_waves(folder + "/waves.html");
  write_residual(folder + "/residual.html");
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "classifier_report: %s\n", error.what());
  return 1;
}
