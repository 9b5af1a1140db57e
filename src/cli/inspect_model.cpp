// SPDX-License-Identifier: Apache-2.0
// Model facts as tables and as JSON.
#include "cli/inspect_model.h"

#include "cli/json_object.h"
#include "cli/memory_picture.h"
#include "cli/print.h"

#include <kvant/converter.h>
#include <kvant/inspect.h>
#include <kvant/load_model.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace kvant::cli {
namespace {

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

/// A share of the model that no kernel runs is not counted.
std::string products_of(const ModelFacts& model) {
  const bool all =
      std::all_of(model.operators.begin(), model.operators.end(), [](const OperatorFacts& one) { return one.runs; });
  return to_text(model.multiply_accumulates) + (all ? "" : ", without those of operators that do not run");
}

/// "768 bytes, lower bound 768"; whether the model brings its plan; where a better one is known, what that needs.
std::string activations_of(const MemoryFacts& memory) {
  std::string text = to_text(memory.bytes) + " bytes, lower bound " + to_text(memory.lower_bound);
  if (memory.stored) text += ", as the plan in the file says";
  if (memory.best_bytes < memory.bytes) text += ", best plan " + to_text(memory.best_bytes);
  return text;
}

std::string operators_of(const ModelFacts& model) {
  TextTable operators({">#", "operator", ">version", "activation", "inputs", "outputs", ">MACs", "runs"});
  for (std::size_t i = 0; i < model.operators.size(); ++i) {
    const OperatorFacts& one = model.operators[i];
    operators.add({std::to_string(i), one.name, std::to_string(one.version), one.activation, list_of(one.inputs),
                   list_of(one.outputs), to_text(one.multiply_accumulates), one.runs ? "yes" : "no"});
  }
  return operators.text();
}

std::string text_of(const ModelFacts& model, bool with_picture) {
  FactList facts;
  if (!model.description.empty()) facts.add("description", model.description);
  if (!model.signature.empty()) facts.add("signature", model.signature);
  if (!model.min_runtime_version.empty()) facts.add("needs TFLite", model.min_runtime_version);
  facts.add("file", to_text(model.file_bytes) + " bytes");
  facts.add("weights", to_text(model.weight_bytes) + " bytes, " + to_text(model.parameters) + " parameters");
  facts.add("names and metadata", to_text(model.file_bytes - model.weight_bytes) + " bytes");
  facts.add("multiply-accumulates", products_of(model));
  if (model.not_running.empty())
    facts.add("arena", to_text(model.arena_bytes) + " bytes");
  else
    facts.add("does not run", model.not_running);
  if (!model.memory.tensors.empty()) facts.add("activations", activations_of(model.memory));

  TextTable tensors({">#", "kind", "type", "shape", ">bytes", "scale", "name"});
  for (const TensorFacts& tensor : model.tensors) {
    tensors.add({std::to_string(tensor.index), kind_of(model, tensor), std::string(name_of(tensor.dtype)),
                 to_string(tensor.shape), to_text(tensor.bytes), quantization_of(tensor), tensor.name});
  }
  std::string text = facts.text() + "\ntensors\n" + tensors.text() + "\noperators\n" + operators_of(model);
  if (with_picture) text += "\nmemory\n" + draw_memory(model);
  if (!model.remarks.empty()) text += "\nremarks\n";
  for (const std::string& remark : model.remarks) text += "  " + remark + "\n";
  return text;
}

JsonObject json_of(const MemoryFacts& memory) {
  std::vector<JsonObject> tensors;
  for (const PlacedTensor& one : memory.tensors) {
    tensors.push_back(JsonObject()
                          .add("tensor", one.tensor)
                          .add("offset", one.offset)
                          .add("bytes", one.bytes)
                          .add("first_step", one.first_step)
                          .add("last_step", one.last_step));
  }
  return JsonObject()
      .add("bytes", memory.bytes)
      .add("best_bytes", memory.best_bytes)
      .add("lower_bound", memory.lower_bound)
      .add("stored", memory.stored)
      .add("tensors", tensors);
}

std::vector<JsonObject> json_operators_of(const ModelFacts& model) {
  std::vector<JsonObject> operators;
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
  return operators;
}

std::string json_of(const ModelFacts& model) {
  std::vector<JsonObject> tensors;
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
      .add("remarks", model.remarks)
      .add("inputs", model.inputs)
      .add("outputs", model.outputs)
      .add("tensors", tensors)
      .add("operators", json_operators_of(model))
      .add("memory", json_of(model.memory))
      .text();
}

}  // namespace

std::string text_of_model(const std::string& path, bool with_picture) {
  return text_of(describe_model(load(path), path), with_picture);
}
std::string json_of_model(const std::string& path) { return json_of(describe_model(load(path), path)); }

namespace {

/// A model of layers, or of operators that were read from another format, and what it becomes as a float .tflite.
struct LayeredModel {
  explicit LayeredModel(const std::string& path)
      : model(load_model(path)), tflite(describe_model(TFLiteConverter::from_keras_model(model).convert(), path)) {
    std::error_code ignored;
    bytes = static_cast<std::int64_t>(std::filesystem::file_size(path, ignored));
    if (ignored) bytes = 0;
  }

  Model model;
  ModelFacts tflite;
  std::int64_t bytes = 0;  ///< 0: a folder
};

std::string shapes_of(const std::vector<Shape>& shapes) {
  std::string text;
  for (const Shape& shape : shapes) text += (text.empty() ? "" : ", ") + to_string(shape);
  return text;
}

}  // namespace

std::string text_of_layers(const std::string& path) {
  const LayeredModel read(path);
  FactList facts;
  if (read.bytes > 0) facts.add("file", to_text(read.bytes) + " bytes");
  facts.add("input", shapes_of(read.model.input_shapes()));
  facts.add("output", shapes_of(read.model.output_shapes()));
  facts.add("parameters", to_text(read.model.count_params()));
  facts.add("as .tflite", to_text(read.tflite.file_bytes) + " bytes, weights " + to_text(read.tflite.weight_bytes));
  facts.add("multiply-accumulates", products_of(read.tflite));
  facts.add("arena", to_text(read.tflite.arena_bytes) + " bytes");
  return facts.text() + "\n" +
         (read.model.has_layers() ? read.model.summary() : "operators\n" + operators_of(read.tflite));
}

std::string json_of_layers(const std::string& path) {
  const LayeredModel read(path);
  std::vector<JsonObject> layers;
  for (const Layer& layer : read.model.layers()) {
    layers.push_back(JsonObject()
                         .add("name", layer.name())
                         .add("type", layer.class_name())
                         .add("parameters", layer.count_params())
                         .add("trainable", layer.trainable()));
  }
  JsonObject facts = json_facts();
  facts.add("name", read.model.name())
      .add("file_bytes", read.bytes)
      .add("input_shape", read.model.input_shape())
      .add("output_shape", read.model.output_shape())
      .add("parameters", read.model.count_params())
      .add("tflite_bytes", read.tflite.file_bytes)
      .add("weight_bytes", read.tflite.weight_bytes)
      .add("multiply_accumulates", read.tflite.multiply_accumulates)
      .add("arena_bytes", read.tflite.arena_bytes)
      .add("layers", layers);
  if (!read.model.has_layers()) facts.add("operators", json_operators_of(read.tflite));
  return facts.text();
}

}  // namespace kvant::cli
