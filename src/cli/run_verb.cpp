// SPDX-License-Identifier: Apache-2.0
// kvant run: inference.
#include "cli/data_arguments.h"
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/types/error.h>

#include <cmath>
#include <filesystem>
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

Array inputs_of(const Arguments& arguments, const TensorDetails& input) {
  if (arguments.input.empty() == arguments.values.empty()) {
    throw Error("run", "takes --input FILE, or --float with numbers", {}, ErrorKind::usage);
  }
  if (arguments.input.size() > 1) {
    throw Error("--input", "models with several inputs come later", {}, ErrorKind::usage);
  }
  if (arguments.input.empty()) {
    const std::int64_t sample_size = std::max<std::int64_t>(1, element_count(input.shape));
    const Array x = typed_values(arguments.values);
    if (x.size() % sample_size != 0) {
      throw Error("--float", "takes " + to_text(sample_size) + " numbers for a sample", to_text(x.size()),
                  ErrorKind::usage);
    }
    return fit_to(input, x.reshape({-1, sample_size}), "--float");
  }
  const std::string& path = arguments.input[0];
  const Array x = fit_to(input, load_inputs(path, arguments.columns), path);
  return arguments.real ? x.astype(DType::float32) : as_type_of(input, x, path);
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

void run(const Arguments& arguments) {
  Interpreter interpreter(arguments.model);
  const Array x = inputs_of(arguments, interpreter.get_input_details().at(0));
  const Array y = arguments.real ? interpreter.run_float(x) : interpreter.run(x);
  if (!arguments.output.empty()) save_array(arguments.output, y);
  if (arguments.json) {
    print(json_facts()
              .add("shape", y.shape())
              .add("type", std::string(name_of(y.dtype())))
              .add("values", numbers_of(y))
              .text());
  } else if (arguments.output.empty()) {
    print(text_of(y));
  }
}

}  // namespace

void add_run_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "run", "Runs a model on data, all samples one after another");
  verb.argument("MODEL", arguments->model, "A .tflite file");
  verb.repeated_option("--input", "FILE", arguments->input, "Samples, batch first: .npy, .npz or .csv");
  verb.option("--inputs", "COLUMNS", arguments->columns, "Columns of a .csv that go in; by default all");
  verb.flag_with_values("--float", "NUMBER", arguments->real, arguments->values,
                        "Real numbers in and out: quantised and dequantised. With numbers: those are the input");
  verb.option("-o,--output", "FILE", arguments->output, "Results as .npy, .npz or .csv; by default they are printed");
  verb.flag("--json", arguments->json, "Results as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli
