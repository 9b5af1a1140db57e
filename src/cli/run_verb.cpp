// SPDX-License-Identifier: Apache-2.0
// kvant run: inference.
#include "cli/data_arguments.h"
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/data.h>
#include <kvant/types/error.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string model, output;
  std::vector<std::string> input, columns;
  bool real = false, json = false;
  std::vector<double> values;
};

/// A .csv has no types: whole numbers become the tensor's own type when they fit it.
Array as_type_of(const TensorDetails& input, const Array& x, const std::string& path) {
  if (x.dtype() == input.dtype) return x;
  const std::string wanted(name_of(input.dtype));
  if (std::filesystem::path(path).extension() != ".csv") {
    throw Error(path, "must be " + wanted + " as the model's input; with --float it may be real numbers",
                std::string(name_of(x.dtype())));
  }
  const Array typed = x.astype(input.dtype);
  const Array back = typed.astype(DType::float32);
  for (std::size_t i = 0; i < static_cast<std::size_t>(x.size()); ++i) {
    const float given = x.values<float>()[i];
    if (std::as_const(back).values<float>()[i] == given) continue;
    throw Error(path, "must hold " + wanted + " values as the model's input; with --float real numbers",
                to_text(given));
  }
  return typed;
}

Array typed_values(const std::vector<double>& values) {
  Array x(DType::float32, {static_cast<std::int64_t>(values.size())});
  for (std::size_t i = 0; i < values.size(); ++i) x.values<float>()[i] = static_cast<float>(values[i]);
  return x;
}

std::vector<Array> inputs_of(const Arguments& arguments, const std::vector<TensorDetails>& inputs) {
  if (arguments.input.empty() == arguments.values.empty()) {
    throw Error("run", "takes --input FILE, or --float with numbers", {}, ErrorKind::usage);
  }
  if (arguments.input.empty()) {
    if (inputs.size() != 1) throw Error("--float", "takes numbers for a model with one input", {}, ErrorKind::usage);
    const std::int64_t sample_size = std::max<std::int64_t>(1, element_count(inputs[0].shape));
    const Array x = typed_values(arguments.values);
    if (x.size() % sample_size != 0) {
      throw Error("--float", "takes " + to_text(sample_size) + " numbers for a sample", to_text(x.size()),
                  ErrorKind::usage);
    }
    return {fit_to(inputs[0], x.reshape({-1, sample_size}), "--float")};
  }
  LoadedInputs loaded = load_inputs_of(inputs, arguments.input, arguments.columns);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    Array& x = loaded.samples[i];
    x = arguments.real ? x.astype(DType::float32) : as_type_of(inputs[i], x, loaded.paths[i]);
  }
  return loaded.samples;
}

std::vector<float> numbers_of(const Array& y) {
  const Array real = y.astype(DType::float32);
  const auto values = std::as_const(real).values<float>();
  return {values.begin(), values.end()};
}

std::string text_of(const Array& y) {
  const std::vector<float> numbers = numbers_of(y);
  const auto width = static_cast<std::size_t>(y.rows() > 0 ? y.size() / y.rows() : 0);
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) text += to_text(numbers[i]) + ((i + 1) % width == 0 ? "\n" : " ");
  return text;
}

JsonObject json_of(const Array& y, JsonObject object) {
  return object.add("shape", y.shape()).add("type", std::string(name_of(y.dtype()))).add("values", numbers_of(y));
}

std::string name_of_output(const TensorDetails& output) {
  return output.signature_name.empty() ? output.name : output.signature_name;
}

void show(const std::vector<Array>& results, const std::vector<TensorDetails>& outputs, const Arguments& arguments) {
  if (results.size() == 1) {
    if (arguments.json) print(json_of(results[0], json_facts()).text());
    if (!arguments.json) print(text_of(results[0]));
    return;
  }
  std::vector<JsonObject> objects;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::string name = name_of_output(outputs[i]);
    objects.push_back(json_of(results[i], JsonObject().add("name", name)));
    if (!arguments.json) print(name + "\n" + text_of(results[i]));
  }
  if (arguments.json) print(json_facts().add("outputs", objects).text());
}

void save_results(const std::string& path, const std::vector<Array>& results,
                  const std::vector<TensorDetails>& outputs) {
  if (results.size() == 1) return save_array(path, results[0]);
  std::map<std::string, Array> arrays;
  for (std::size_t i = 0; i < results.size(); ++i) arrays.emplace(name_of_output(outputs[i]), results[i]);
  save_npz(path, arrays);
}

void run(const Arguments& arguments) {
  Interpreter interpreter(arguments.model);
  const std::vector<TensorDetails>& outputs = interpreter.get_output_details();
  if (outputs.size() > 1 && !arguments.output.empty() && !arguments.output.ends_with(".npz"))
    throw Error(arguments.output, "must end in .npz: the model has several outputs", {}, ErrorKind::usage);
  const std::vector<Array> x = inputs_of(arguments, interpreter.get_input_details());
  const std::vector<Array> y = arguments.real ? interpreter.run_float(x) : interpreter.run(x);
  if (!arguments.output.empty()) save_results(arguments.output, y, outputs);
  if (arguments.output.empty() || arguments.json) show(y, outputs, arguments);
}

}  // namespace

void add_run_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "run", "Runs a model on data, all samples one after another");
  verb.argument("MODEL", arguments->model, "A .tflite file");
  verb.repeated_option(
      "--input", "FILE", arguments->input,
      "Samples, batch first: .npy, .npz or .csv; for several inputs a file each, or one .npz with their names");
  verb.option("--inputs", "COLUMNS", arguments->columns, "Columns of a .csv that go in; by default all");
  verb.flag_with_values("--float", "NUMBER", arguments->real, arguments->values,
                        "Real numbers in and out: quantised and dequantised. With numbers: those are the input");
  verb.option("-o,--output", "FILE", arguments->output, "Results as .npy, .npz or .csv; by default they are printed");
  verb.flag("--json", arguments->json, "Results as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli
