// SPDX-License-Identifier: Apache-2.0
// run_recipe: one step after the other, every output with its digest.
#include <kvant/recipe.h>

#include "export/identifier.h"
#include "export/provenance.h"
#include "kvant/batch_answers.h"
#include "kvant/output_folder.h"
#include "kvant/recipe_callbacks.h"
#include "kvant/recipe_data.h"
#include "kvant/recipe_file.h"
#include "kvant/recipe_model.h"
#include "linear/kernels.h"

#include <kvant/columns.h>
#include <kvant/converter.h>
#include <kvant/export.h>
#include <kvant/files.h>
#include <kvant/random.h>
#include <kvant/report.h>
#include <kvant/scores.h>
#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <filesystem>

namespace kvant {
namespace {

using recipes::PartSamples;
using recipes::Recipe;
using recipes::RecipeData;
namespace fs = std::filesystem;

/// A recipe being run.
struct Run {
  Recipe recipe;
  fs::path recipe_folder, folder;
  Array representative;             ///< inputs that show the ranges, for int8
  std::string representative_path;  ///< of the file they came from
  RecipeResult result;
  exporting::Provenance provenance;
  Report report;

  /// Of a file that the recipe names.
  std::string path_of(const std::string& file) const { return (recipe_folder / file).string(); }
  void read(const std::string& path) { provenance.add_input(path, load(path)); }
  void write(const std::string& name, std::span<const std::byte> bytes) {
    save((folder / name).string(), bytes);
    provenance.add_output(name, bytes);
    result.files.push_back(name);
  }
  void write(const std::string& name, const std::string& text) { write(name, std::as_bytes(std::span(text))); }
  void score(const std::string& prefix, const Array& predicted, const Array& targets) {
    const auto scores = score_predictions(predicted, targets, recipe.compile.loss, recipe.compile.metrics);
    for (const auto& [name, value] : scores) result.metrics[prefix + name] = value;
  }
};

RecipeData load_data(Run& run) {
  RecipeData data = recipes::load_data(run.recipe.data, [&](const std::string& file) { return run.path_of(file); });
  for (const std::string& file : data.files) run.read(file);
  return data;
}

bool is_quantized(const Recipe& recipe) {
  for (const std::string& form : recipe.convert.quantize) {
    if (form == "int8") return true;
  }
  return false;
}

/// The chip's interpreter takes its time: of a large training part the model in float tells enough.
bool is_scored_in_int8(const std::string& part, const PartSamples& samples) {
  constexpr std::int64_t most_training_rows = 10000;
  return part != "train" || samples.targets.rows() <= most_training_rows;
}

/// Long before training: an expectation of a metric that there will not be.
void check_expectations(const Recipe& recipe, const RecipeData& data) {
  std::map<std::string, double> names;
  data.for_each_part([&](const std::string& part, const PartSamples& samples) {
    std::vector<std::string> scores = {recipe.compile.loss.name()};
    for (const Metric& metric : recipe.compile.metrics) scores.push_back(metric.name());
    for (const std::string& score : scores) {
      names[part + "." + score] = 0;
      if (is_quantized(recipe) && is_scored_in_int8(part, samples)) names[part + ".int8." + score] = 0;
    }
  });
  for (const auto& [where, expectation] : recipe.expect) {
    try {
      failed_expectations({expectation}, names);
    } catch (const Error& error) {
      throw Error(where, error.problem(), {}, ErrorKind::usage);
    }
  }
}

std::string exported_name(const Recipe& recipe) {
  return recipe.exported.name.empty() ? exporting::identifier_from_path(recipe.name) : recipe.exported.name;
}

void check_names(const Recipe& recipe) {
  if (recipe.name.empty() || recipe.name.find_first_of("/\\") != std::string::npos || recipe.name[0] == '.') {
    throw Error(recipe.file, "name must be usable as the name of a file", "\"" + recipe.name + "\"", ErrorKind::usage);
  }
  if (recipe.exported.as.empty()) return;
  try {
    exporting::check_identifier(exported_name(recipe));
  } catch (const Error& error) {
    throw Error(recipe.file + ": export.name", error.problem(), error.received(), ErrorKind::usage);
  }
}

void train(Run& run, Model& model, const RecipeData& data, const RecipeOptions& recipe_options) {
  const recipes::FitPart& part = run.recipe.fit;
  const recipes::RecipeCallbacks callbacks(part, run.folder.string());
  FitOptions options;
  options.callbacks = callbacks.pointers();
  options.class_weight = part.class_weight;
  options.sample_weight = data.sample_weight;
  options.resume = recipe_options.resume;
  if (options.resume) options.state_file = (run.folder / (run.recipe.name + ".state.npz")).string();
  options.augmentations = run.recipe.data.augmentations;
  options.epochs = part.epochs;
  options.batch_size = part.batch_size;
  options.shuffle = part.shuffle;
  options.verbose = recipe_options.verbose;
  options.reproducible = part.reproducible || recipe_options.reproducible;
  if (part.validation && data.validate) options.validation_data = data.validate->source;
  History& history = run.report.history;
  history = model.fit(data.train->source, options);
  if (history.epoch.empty()) throw Error("fit", history.advice);
  if (!history.advice.empty()) run.result.warnings.push_back(history.advice);
  data.for_each_part([&](const std::string& name, const PartSamples& samples) {
    run.score(name + ".", model.predict(samples.source)[0], samples.targets);
  });
  model.set_class_names(data.class_names);
  const std::string file = run.recipe.name + ".keras";
  model.save((run.folder / file).string());
  run.provenance.add_output(file, load((run.folder / file).string()));
  run.result.files.push_back(file);
  run.write("history.csv", history.to_csv());
}

DType type_of(const std::string& name) {
  return name == "int8" ? DType::int8 : name == "uint8" ? DType::uint8 : DType::float32;
}

Bytes convert_float(const Run& run, const Model& model) {
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  converter.strip = run.recipe.convert.strip;
  return converter.convert();
}

void load_representative(Run& run, const DataSource& training) {
  // Of what does not fit into memory, as many as show the ranges well.
  constexpr std::int64_t of_streamed = 1000;
  const recipes::ConvertPart& part = run.recipe.convert;
  if (!part.representative_file.empty()) {
    run.representative_path = run.path_of(part.representative_file);
    run.read(run.representative_path);
    run.representative = load_inputs(run.representative_path);
    return;
  }
  std::int64_t count = run.recipe.data.stream ? of_streamed : training.rows();
  if (part.representative_count > 0) count = part.representative_count;
  run.representative = read_rows(training, 0, std::min(count, training.rows())).x[0];
}

Bytes convert_int8(const Run& run, const Model& model) {
  const recipes::ConvertPart& part = run.recipe.convert;
  TFLiteConverter converter = TFLiteConverter::from_keras_model(model);
  converter.optimizations = {Optimize::DEFAULT};
  converter.representative_dataset = run.representative;
  converter.target_spec.supported_ops = {OpsSet::TFLITE_BUILTINS_INT8};
  converter.inference_input_type = type_of(part.input_type);
  converter.inference_output_type = type_of(part.output_type);
  converter.per_tensor_dense = part.per_tensor_dense;
  converter.calibration = part.calibration == "true" ? Calibration::true_ranges : Calibration::tensorflow;
  converter.strip = part.strip;
  return converter.convert();
}

/// Before training: what the converter refuses of representative inputs, it refuses of the untrained model, too.
void check_conversion(Run& run, const Model& model, const DataSource& training) {
  if (!is_quantized(run.recipe)) return;
  load_representative(run, training);
  try {
    convert_int8(run, model);
  } catch (const Error& error) {
    if (run.representative_path.empty() || error.where() != "representative_dataset") throw;
    throw Error(run.representative_path, error.problem(), error.received(), error.kind());
  }
}

/// Writes the files and returns what firmware gets: the int8 model where there is one.
Bytes convert(Run& run, const Model& model, const RecipeData& data) {
  Bytes chosen;
  for (const std::string& form : run.recipe.convert.quantize) {
    const bool quantized = form == "int8";
    const std::string file = run.recipe.name + (quantized ? "_int8.tflite" : ".tflite");
    const Bytes bytes = quantized ? convert_int8(run, model) : convert_float(run, model);
    run.write(file, bytes);
    if (quantized || chosen.empty()) chosen = bytes;
    (quantized ? run.report.int8_model : run.report.float_model) = bytes;
    if (!quantized) continue;
    data.for_each_part([&](const std::string& name, const PartSamples& samples) {
      if (!is_scored_in_int8(name, samples)) return;
      const Array answers = answer_batch(bytes, file, samples.source);
      run.score(name + ".int8.", answers, samples.targets);
      if (name == "test") run.report.int8_answers = answers.first(samples.shown.x.rows());
    });
  }
  return chosen;
}

void export_model(Run& run, const Bytes& model) {
  if (run.recipe.exported.as.empty()) return;
  const std::string file = run.recipe.name + (is_quantized(run.recipe) ? "_int8.tflite" : ".tflite");
  ExportOptions options;
  options.name = exported_name(run.recipe);
  // The recipe's own provenance tells more than the export's.
  const std::string left_out = options.name + ".provenance.json";
  for (const std::string& form : run.recipe.exported.as) {
    // What is more than an array has a folder of its own.
    const std::string folder = form == "c-array" ? "" : form + "/";
    for (const ExportedFile& one : export_as(form, model, file, options)) {
      if (one.path == left_out) continue;
      fs::create_directories((run.folder / folder / one.path).parent_path());
      run.write(folder + one.path, one.text);
    }
  }
  for (const std::string& warning : device_warnings(model)) run.result.warnings.push_back(file + ": " + warning);
}

void write_report(Run& run, const Model& model, const RecipeData& data) {
  run.report.name = run.recipe.name;
  run.report.model = &model;
  run.report.data.train = data.train->shown;
  if (data.test) run.report.data.test = data.test->shown;
  if (data.validate) run.report.data.validate = data.validate->shown;
  run.report.class_names = data.class_names;
  run.report.provenance = exporting::emit_provenance(run.provenance);
  run.write("report.html", emit_report(run.report));
}

void write_provenance(Run& run) {
  // Not in the report, which is the same on every machine.
  run.provenance.cpu = linear::kernels().name;
  const std::string name = run.recipe.name + ".provenance.json";
  save((run.folder / name).string(), exporting::emit_provenance(run.provenance));
  run.result.files.push_back(name);
}

}  // namespace

RecipeResult run_recipe(const std::string& path, const std::string& folder, const RecipeOptions& options) {
  const Bytes text = load(path);
  Run run;
  run.recipe = recipes::read_recipe({reinterpret_cast<const char*>(text.data()), text.size()}, path);
  run.recipe_folder = path == "-" ? fs::path() : fs::path(path).parent_path();
  run.folder = folder;
  run.provenance.command = "kvant train " + fs::path(path).filename().string();
  if (options.reproducible) run.provenance.command += " --reproducible";
  run.provenance.add_input(path, text);
  check_names(run.recipe);

  set_seed(static_cast<std::uint64_t>(run.recipe.seed));
  const RecipeData data = load_data(run);
  const std::string weights = run.recipe.weights.empty() ? "" : run.path_of(run.recipe.weights);
  if (!weights.empty()) run.read(weights);
  Model model = recipes::make_model(run.recipe, data.train->source.input_shapes()[0], weights);
  recipes::check_samples(run.recipe.data, data, model);
  check_expectations(run.recipe, data);
  check_conversion(run, model, data.train->source);
  if (options.check_only) return run.result;

  const OutputFolder output(folder);
  train(run, model, data, options);
  export_model(run, convert(run, model, data));
  run.provenance.seed = static_cast<std::uint64_t>(run.recipe.seed);
  run.provenance.metrics = run.result.metrics;
  write_report(run, model, data);
  write_provenance(run);
  for (const auto& [where, expectation] : run.recipe.expect) {
    for (const std::string& sentence : failed_expectations({expectation}, run.result.metrics)) {
      run.result.failed.push_back(where + ": " + sentence);
    }
  }
  return run.result;
}

}  // namespace kvant
