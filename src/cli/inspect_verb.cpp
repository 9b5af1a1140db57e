// SPDX-License-Identifier: Apache-2.0
// kvant inspect: what stands in a model or a data file.
#include "cli/inspect_data.h"
#include "cli/json_object.h"
#include "cli/print.h"
#include "cli/verb.h"

#include <kvant/inspect.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace kvant::cli {
namespace {

struct Arguments {
  std::string file;
  bool json = false;
};

std::string list_of(const std::vector<int>& indices) {
  std::string text;
  for (int index : indices) text += (text.empty() ? "" : " ") + (index < 0 ? "-" : std::to_string(index));
  return text;
}

std::string kind_of(const ModelFacts& model, const TensorFacts& tensor) {
  const auto stands_in = [&](const std::vector<int>& indices) {
    return std::find(indices.begin(), indices.end(), tensor.index) != indices.end();
  };
  if (stands_in(model.inputs)) return "input";
  if (stands_in(model.outputs)) return "output";
  return tensor.constant ? "constant" : "";
}

std::string quantization_of(const TensorFacts& tensor) {
  if (tensor.scales.empty()) return "";
  if (tensor.scales.size() > 1)
    return std::to_string(tensor.scales.size()) + " scales, axis " + std::to_string(tensor.axis);
  const std::int64_t zero_point = tensor.zero_points.empty() ? 0 : tensor.zero_points[0];
  return to_text(tensor.scales[0]) + ", zero point " + to_text(zero_point);
}

std::string text_of(const ModelFacts& model) {
  FactList facts;
  if (!model.description.empty()) facts.add("description", model.description);
  if (!model.signature.empty()) facts.add("signature", model.signature);
  if (!model.min_runtime_version.empty()) facts.add("needs TFLite", model.min_runtime_version);
  facts.add("file", to_text(model.file_bytes) + " bytes");
  facts.add("weights", to_text(model.weight_bytes) + " bytes, " + to_text(model.parameters) + " parameters");
  facts.add("names and metadata", to_text(model.file_bytes - model.weight_bytes) + " bytes");
  facts.add("multiply-accumulates", to_text(model.multiply_accumulates));
  if (model.not_running.empty())
    facts.add("arena", to_text(model.arena_bytes) + " bytes");
  else
    facts.add("does not run", model.not_running);

  TextTable tensors({">#", "kind", "type", "shape", ">bytes", "scale", "name"});
  for (const TensorFacts& tensor : model.tensors) {
    tensors.add({std::to_string(tensor.index), kind_of(model, tensor), std::string(name_of(tensor.dtype)),
                 to_string(tensor.shape), to_text(tensor.bytes), quantization_of(tensor), tensor.name});
  }
  TextTable operators({">#", "operator", ">version", "activation", "inputs", "outputs", ">MACs", "runs"});
  for (std::size_t i = 0; i < model.operators.size(); ++i) {
    const OperatorFacts& one = model.operators[i];
    operators.add({std::to_string(i), one.name, std::to_string(one.version), one.activation, list_of(one.inputs),
                   list_of(one.outputs), to_text(one.multiply_accumulates), one.runs ? "yes" : "no"});
  }
  return facts.text() + "\ntensors\n" + tensors.text() + "\noperators\n" + operators.text();
}

std::string json_of(const ModelFacts& model) {
  std::vector<JsonObject> tensors, operators;
  for (const TensorFacts& tensor : model.tensors) {
    tensors.push_back(JsonObject()
                          .add("index", tensor.index)
                          .add("name", tensor.name)
                          .add("shape", tensor.shape)
                          .add("type", std::string(name_of(tensor.dtype)))
                          .add("constant", tensor.constant)
                          .add("bytes", tensor.bytes)
                          .add("scales", tensor.scales)
                          .add("zero_points", tensor.zero_points)
                          .add("axis", tensor.axis));
  }
  for (const OperatorFacts& one : model.operators) {
    operators.push_back(JsonObject()
                            .add("name", one.name)
                            .add("version", one.version)
                            .add("activation", one.activation)
                            .add("inputs", one.inputs)
                            .add("outputs", one.outputs)
                            .add("multiply_accumulates", one.multiply_accumulates)
                            .add("runs", one.runs));
  }
  return json_facts()
      .add("description", model.description)
      .add("signature", model.signature)
      .add("min_runtime_version", model.min_runtime_version)
      .add("file_bytes", model.file_bytes)
      .add("weight_bytes", model.weight_bytes)
      .add("parameters", model.parameters)
      .add("multiply_accumulates", model.multiply_accumulates)
      .add("arena_bytes", model.arena_bytes)
      .add("not_running", model.not_running)
      .add("inputs", model.inputs)
      .add("outputs", model.outputs)
      .add("tensors", tensors)
      .add("operators", operators)
      .text();
}

void run(const Arguments& arguments) {
  const std::string ending = std::filesystem::path(arguments.file).extension().string();
  if (ending == ".csv" || ending == ".npy" || ending == ".npz") {
    return print(arguments.json ? json_of_data(arguments.file) : text_of_data(arguments.file));
  }
  if (ending == ".keras" || ending == ".h5") {
    throw Error(arguments.file, "inspecting " + ending + " files comes later; convert it first", {}, ErrorKind::usage);
  }
  const ModelFacts facts = describe_model(load(arguments.file), arguments.file);
  print(arguments.json ? json_of(facts) : text_of(facts));
}

}  // namespace

void add_inspect_verb(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  Verb verb(app, "inspect", "Describes a model (tensors, operators, cost) or a data file (columns, holes)");
  verb.argument("FILE", arguments->file, "A .tflite, .csv, .npy or .npz file; - is a model");
  verb.flag("--json", arguments->json, "Facts as JSON");
  verb.on_run([arguments] { run(*arguments); });
}

}  // namespace kvant::cli
