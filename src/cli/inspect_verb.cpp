// SPDX-License-Identifier: Apache-2.0
// kvant inspect: what stands in a model or in data files.
#include "cli/inspect_data.h"
#include "cli/inspect_model.h"
#include "cli/inspect_samples.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/describe_samples.h>
#include <kvant/files.h>
#include <kvant/model_kind.h>
#include <kvant/model_page.h>
#include <kvant/types/error.h>

#include <filesystem>
#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  std::vector<std::string> files;
  std::string html;
  bool json = false, memory = false;
};

std::string ending_of(const std::string& path) { return std::filesystem::path(path).extension().string(); }
bool is_data(const std::string& path) {
  const std::string ending = ending_of(path);
  return ending == ".csv" || ending == ".npy" || ending == ".npz";
}

void run(const Arguments& arguments) {
  const std::string& first = arguments.files[0];
  for (const std::string& file : arguments.files) {
    if (arguments.files.size() > 1 && !is_data(file))
      throw Error("inspect", "takes one model, or one data file or more", file, ErrorKind::usage);
  }
  const bool samples = holds_samples(first), is_model = !samples && !is_data(first);
  if (!arguments.html.empty() && !is_model) throw Error("--html", "is for models", first, ErrorKind::usage);
  const bool is_tflite = is_model && model_kind(first) == ModelKind::tflite;
  if (arguments.memory && !is_tflite) throw Error("--memory", "is for .tflite models", first, ErrorKind::usage);
  if (!arguments.html.empty()) return save(arguments.html, emit_model_page(first));
  if (samples) return print(arguments.json ? json_of_samples(first) : text_of_samples(first));
  if (is_tflite) return print(arguments.json ? json_of_model(first) : text_of_model(first, arguments.memory));
  if (is_model) return print(arguments.json ? json_of_layers(first) : text_of_layers(first));
  print(arguments.json ? json_of_data(arguments.files) : text_of_data(arguments.files));
}

}  // namespace

void add_inspect_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "inspect", "Describes a model (tensors, operators, cost) or data files (columns, holes)");
  verb.arguments("FILE", arguments->files,
                 "A .tflite, .keras, .h5 or .onnx file or a SavedModel, an IDX file, a folder of pictures, or .csv, "
                 ".npy and .npz files, which are also "
                 "compared; - is a .tflite");
  verb.flag("--memory", arguments->memory, "Draws which activation lies where in the arena, operator by operator");
  verb.option("--html", "FILE", arguments->html,
              "Writes a page that draws the model: its graph, memory, costs and scales");
  verb.flag("--json", arguments->json, "Facts as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli
