// SPDX-License-Identifier: Apache-2.0
// The lesson from start to end: a small network learns the sine and becomes a C array for a microcontroller.
#include <kvant/kvant.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <numbers>
#include <string>
#include <vector>

/// Prints what was measured and holds it against what this seed is known to reach in 500 epochs.
void check(const std::map<std::string, double>& metrics, int epochs) {
  for (const auto& [name, value] : metrics) std::printf("%-13s %.6f\n", name.c_str(), value);
  if (epochs < 500) return;
  for (const char* bound : {"test.mse <= 0.0115", "test.mae <= 0.088"}) {
    const auto failed = kvant::failed_expectations({kvant::parse_expectation(bound)}, metrics);
    if (!failed.empty()) throw kvant::Error("lesson", failed[0], {}, kvant::ErrorKind::verification);
    std::printf("checked: %s\n", bound);
  }
}

void run_lesson(const std::string& out, int epochs) {
  // 1000 points of a sine with noise, the same as the notebook's.
  kvant::random::NumpyLegacy random(1);
  kvant::Array x = random.uniform(0, 2 * std::numbers::pi, 1000).astype(kvant::float32);
  random.shuffle(x);
  const kvant::Array clean = kvant::sin(x);
  const kvant::Array y = kvant::add_noise(clean, 0.1, random);

  // 600 to learn from, 200 to test with, 200 to watch the learning.
  const auto data = kvant::split(x, y, {.train = 0.6, .test = 0.2, .validate = 0.2});

  // A network of two hidden layers.
  kvant::set_seed(6);
  auto model = kvant::Sequential({
      kvant::Dense(16, {.activation = "relu", .input_shape = {1}}),
      kvant::Dense(16, {.activation = "relu"}),
      kvant::Dense(1),
  });
  model.compile({.optimizer = "adam", .loss = "mse", .metrics = {"mae"}});
  std::printf("%s", model.summary().c_str());

  const auto history = model.fit(data.train.x, data.train.y,
                                 {.epochs = epochs,
                                  .batch_size = 64,
                                  .validation_data = {data.validate.x, data.validate.y},
                                  .reproducible = true});
  const auto trained = model.evaluate(data.test.x, data.test.y);
  std::filesystem::create_directories(out);
  history.save(out + "/history.csv");
  model.save(out + "/sine.keras");
  model.save(out + "/sine_model");  // a folder: TensorFlow's SavedModel

  // A .tflite file in float, and one in int8.
  auto converter = kvant::TFLiteConverter::from_keras_model(model);
  const kvant::Bytes sine = converter.convert();
  kvant::save(out + "/sine.tflite", sine);

  converter.optimizations = {kvant::Optimize::DEFAULT};
  converter.representative_dataset = data.train.x.first(500);
  converter.target_spec.supported_ops = {kvant::OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = converter.inference_output_type = kvant::int8;
  const kvant::Bytes sine_int8 = converter.convert();
  kvant::save(out + "/sine_int8.tflite", sine_int8);

  // The int8 model as the microcontroller will run it.
  kvant::Interpreter interpreter(sine_int8);
  const kvant::Array answers = interpreter.run_float(data.test.x);
  const auto quantized = kvant::score_predictions(answers, data.test.y, "mse", {"mae"});

  // The C array for the microcontroller, with everything the firmware needs to know.
  std::vector<std::string> files = {"history.csv",
                                    "sine.keras",
                                    "sine_model/saved_model.pb",
                                    "sine_model/variables/variables.data-00000-of-00001",
                                    "sine_model/variables/variables.index",
                                    "sine.tflite",
                                    "sine_int8.tflite"};
  for (const auto& file : kvant::export_c_array(sine_int8, "sine_int8.tflite", {.name = "sine_int8"})) {
    kvant::save(out + "/" + file.path, file.text);
    files.push_back(file.path);
  }

  // Where all of it came from, a page that shows it, and an archive to take along.
  const std::map<std::string, double> metrics = {{"test.mse", trained["loss"]},
                                                 {"test.mae", trained["mae"]},
                                                 {"test.int8.mse", quantized.at("mse")},
                                                 {"test.int8.mae", quantized.at("mae")}};
  const std::string provenance =
      kvant::emit_provenance({.command = "kvant_lesson", .metrics = metrics, .folder = out, .outputs = files});
  kvant::save(out + "/sine.provenance.json", provenance);
  kvant::save(out + "/report.html", kvant::emit_report({.name = "sine",
                                                        .model = &model,
                                                        .history = history,
                                                        .data = data,
                                                        .clean = {x, clean},
                                                        .float_model = sine,
                                                        .int8_model = sine_int8,
                                                        .provenance = provenance}));
  files.insert(files.end(), {"sine.provenance.json", "report.html"});
  kvant::save_zip(out + "/model.zip", out, files);
  check(metrics, epochs);
}

int main(int count, char** words) try {
  run_lesson(count > 1 ? words[1] : "out/lesson", count > 2 ? std::stoi(words[2]) : 500);
  return 0;
} catch (const kvant::Error& error) {
  std::fprintf(stderr, "lesson: %s\n", error.what());
  return static_cast<int>(error.kind());
} catch (const std::exception& error) {
  std::fprintf(stderr, "lesson: %s\n", error.what());
  return 1;
}
