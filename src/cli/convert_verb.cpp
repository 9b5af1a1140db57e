// SPDX-License-Identifier: Apache-2.0
// kvant convert: a model becomes a .tflite file, a .tflite file another, or one of Keras' formats another.
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/columns.h>
#include <kvant/converter.h>
#include <kvant/load_model.h>
#include <kvant/types/error.h>

#include <memory>
#include <optional>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string model, signature, output, quantize = "none", ranges, input_type, output_type, calibration = "true";
  std::vector<std::string> representative, inputs;
  std::int64_t first = 0, batch = 0;
  bool per_tensor_dense = false, strip = false, plan = false, json = false;
};

constexpr std::int64_t most_batch = 65536;

void check_arguments(const Arguments& arguments) {
  const std::string& form = arguments.quantize;
  const auto refuse = [](const std::string& where, const std::string& what) {
    throw Error(where, what, {}, ErrorKind::usage);
  };
  if (form == "int8" && arguments.representative.empty() && arguments.ranges.empty()) {
    refuse("--quantize int8", "needs --representative FILE (or --ranges FILE) to learn the tensors' ranges");
  }
  if (arguments.batch < 0 || arguments.batch > most_batch)
    throw Error("--batch", "must be 1 to " + to_text(most_batch) + ", or 0 to leave it as it is",
                to_text(arguments.batch), ErrorKind::usage);
  if (arguments.plan && arguments.strip) refuse("--plan", "is metadata, which --strip leaves out");
  if (form == "int8") return;
  const bool from_tflite = arguments.model.ends_with(".tflite");
  const bool typed = (!arguments.input_type.empty() && arguments.input_type != "float32") ||
                     (!arguments.output_type.empty() && arguments.output_type != "float32");
  if (typed && !from_tflite)
    refuse("--input-type and --output-type", "other than float32 need --quantize int8, or an int8 .tflite file");
  if (!arguments.representative.empty() || !arguments.ranges.empty()) {
    refuse("--representative and --ranges", "need --quantize int8");
  }
}

std::optional<DType> type_of(const std::string& name) {
  if (name.empty()) return {};
  return name == "int8" ? DType::int8 : name == "uint8" ? DType::uint8 : DType::float32;
}

void set_up_int8(TFLiteConverter& converter, const Arguments& arguments) {
  converter.optimizations = {Optimize::DEFAULT};
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  if (!converter.inference_input_type) converter.inference_input_type = DType::int8;
  if (!converter.inference_output_type) converter.inference_output_type = DType::int8;
  converter.calibration = arguments.calibration == "true" ? Calibration::true_ranges : Calibration::tensorflow;
  if (!arguments.ranges.empty()) converter.ranges = load_ranges(arguments.ranges);
  if (arguments.representative.empty()) return;
  std::vector<Array> samples;
  for (const std::string& path : arguments.representative) {
    Array some = load_inputs(path, arguments.inputs);
    if (arguments.first > 0 && arguments.first < some.rows()) some = some.first(arguments.first);
    samples.push_back(std::move(some));
  }
  converter.representative_dataset = std::move(samples);
}

/// "representative_dataset[1]" is the second file; without a number it is all of them.
std::string file_of(const std::string& where, const std::vector<std::string>& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (where.ends_with("[" + to_text(static_cast<std::int64_t>(i)) + "]")) return files[i];
  }
  return files.size() == 1 ? files[0] : "--representative";
}

/// The library knows samples and ranges, not the files they came from.
Bytes convert(const TFLiteConverter& converter, const Arguments& arguments) {
  try {
    return converter.convert();
  } catch (const Error& error) {
    const std::string& ranges = arguments.ranges;
    if (error.where().starts_with("representative_dataset") && !arguments.representative.empty())
      throw Error(file_of(error.where(), arguments.representative), error.problem(), error.received(), error.kind());
    if (error.where().starts_with("ranges") && !ranges.empty())
      throw Error(ranges + ": " + error.where(), error.problem(), error.received(), error.kind());
    throw;
  }
}

/// Whether the output is a model of layers: one of Keras' files, or a folder, which ends in /.
bool is_model_of_layers(const std::string& output) {
  return output.ends_with(".keras") || output.ends_with(".h5") || output.ends_with('/');
}

/// From one format of layers to another: nothing is computed.
void resave(const Arguments& arguments) {
  const bool plain = arguments.quantize == "none" && !arguments.strip && !arguments.plan &&
                     !arguments.per_tensor_dense && arguments.signature.empty() && arguments.batch == 0;
  if (!plain) throw Error(arguments.output, "keeps the model as it is: options are for .tflite", {}, ErrorKind::usage);
  const Model model = load_model(arguments.model);
  const bool weights = arguments.output.ends_with(".weights.h5");
  weights ? model.save_weights(arguments.output) : model.save(arguments.output);
  if (arguments.json) return print(json_facts().add("file", arguments.output).text());
  print(arguments.output + "\n");
}

void run(const Arguments& arguments) {
  check_arguments(arguments);
  if (is_model_of_layers(arguments.output)) return resave(arguments);
  TFLiteConverter converter = arguments.signature.empty()
                                  ? TFLiteConverter::from_file(arguments.model)
                                  : TFLiteConverter::from_saved_model(arguments.model, arguments.signature);
  converter.inference_input_type = type_of(arguments.input_type);
  converter.inference_output_type = type_of(arguments.output_type);
  converter.per_tensor_dense = arguments.per_tensor_dense;
  if (arguments.batch > 0) converter.batch = arguments.batch;
  if (arguments.quantize == "int8") set_up_int8(converter, arguments);
  converter.strip = arguments.strip;
  converter.memory_plan = arguments.plan;
  const Bytes bytes = convert(converter, arguments);
  save(arguments.output, bytes);
  if (arguments.output == "-") return;
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (arguments.json) return print(json_facts().add("file", arguments.output).add("bytes", size).text());
  print(arguments.output + ": " + to_text(size) + " bytes\n");
}

}  // namespace

void add_convert_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  const std::vector<std::string> types = {"float32", "int8", "uint8"};
  Verb verb(app, "convert", "Converts a model to .tflite, quantised or not");
  verb.argument(
      "MODEL", arguments->model,
      "A .keras, .h5, .onnx or .tflite file or the folder of a SavedModel; a .tflite is quantised or changed");
  verb.required_option("-o,--output", "FILE", arguments->output,
                       "The .tflite file, - is standard output; a name that ends in .keras, .h5, .weights.h5 or / (a "
                       "SavedModel) saves the model so");
  verb.option("--signature", "NAME", arguments->signature,
              "Of a SavedModel: what to convert; by default serving_default, or the only one there is");
  verb.choice("--quantize", arguments->quantize, {"none", "int8"}, "Numbers of the converted model",
              " (dynamic, float16 and int16x8 come later)");
  verb.repeated_option("--representative", "FILE", arguments->representative,
                       "Typical inputs, .npy, .npz, .csv or IDX: they show the tensors' ranges; for several inputs a "
                       "file each, in the model's order");
  verb.option("--inputs", "COLUMNS", arguments->inputs, "Columns of a representative .csv that go in; by default all");
  verb.option("--first", "N", arguments->first, "Use the first N representative inputs; 0: all");
  verb.choice("--input-type", arguments->input_type, types,
              "Of the model's inputs; by default int8 with --quantize int8. Of an int8 .tflite also without");
  verb.choice("--output-type", arguments->output_type, types,
              "Of the model's outputs; by default int8 with --quantize int8");
  verb.flag("--per-tensor-dense", arguments->per_tensor_dense,
            "One scale for a Dense layer's weights, for device libraries made before 2024");
  verb.option("--batch", "N", arguments->batch, "Samples of each run, fixed; 0: any number, or what a .tflite has");
  verb.choice("--calibration", arguments->calibration, {"true", "tensorflow"},
              "Ranges as tensors take them, or merged with in-place results as TensorFlow does");
  verb.option("--ranges", "FILE", arguments->ranges, "Ranges from a .json file instead of representative inputs");
  verb.flag("--plan", arguments->plan, "Store where each activation lies, also where that makes the arena no smaller");
  verb.flag("--strip", arguments->strip, "No names, signature or metadata: the smallest file");
  verb.flag("--json", arguments->json, "Facts as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli
