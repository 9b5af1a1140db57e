// SPDX-License-Identifier: Apache-2.0
// TFLiteConverter: from a model to a graph with TensorFlow's names, then conversion on the graph.
#include <kvant/converter.h>

#include "formats/tflite/tflite_format.h"
#include "kvant/convert_graph.h"
#include "kvant/converter_source.h"
#include "kvant/imported_model.h"
#include "kvant/model_impl.h"
#include "kvant/rewrite_tflite.h"
#include "memory/stored_plan_format.h"

#include <kvant/load_model.h>
#include <kvant/model_kind.h>
#include <kvant/types/error.h>

namespace kvant {
namespace {

constexpr std::int64_t most_batch = 65536;

/// TensorFlow's names: what stands around the model, and the model's own name before everything inside.
void give_names(graph::Graph& graph, const std::string& model) {
  for (graph::Tensor& tensor : graph.tensors) tensor.name = model + "/" + tensor.name;
  for (std::size_t i = 0; i < graph.inputs.size(); ++i)
    graph.at(graph.inputs[i]).name = "serving_default_" + graph.input_names[i] + ":0";
  for (std::size_t i = 0; i < graph.outputs.size(); ++i)
    graph.at(graph.outputs[i]).name = "StatefulPartitionedCall_1:" + std::to_string(i);
}

/// The names of the file that the model came from.
void give_names(graph::Graph& graph, const ImportedFacts& facts) {
  for (std::size_t i = 0; i < graph.inputs.size(); ++i) graph.at(graph.inputs[i]).name = facts.input_tensors[i];
  graph.description = facts.description;
  graph.signature = facts.signature;
  graph.input_names = facts.input_names;
  graph.output_names = facts.output_names;
  graph.metadata = facts.metadata;
  graph.metadata.erase(memory::stored_plan_name);
}

graph::Graph named_graph(const Model& model) {
  graph::Graph graph = model.impl().inference_graph();
  if (model.impl().imported) {
    give_names(graph, *model.impl().imported);
    return graph;
  }
  give_names(graph, model.impl().layer_graph.name);
  std::string labels;
  for (const std::string& one : model.class_names()) labels += one + "\n";
  if (!labels.empty()) graph.metadata["labels.txt"] = labels;
  return graph;
}

std::int64_t batch_of(const Model& model) {
  return model.impl().imported ? model.impl().imported->batch : unknown_length;
}

}  // namespace

TFLiteConverter TFLiteConverter::from_keras_model(const Model& model) {
  return TFLiteConverter(
      std::make_shared<const Source>(Source{[&model] { return named_graph(model); }, batch_of(model)}));
}

namespace {

std::shared_ptr<const TFLiteConverter::Source> source_of_tflite(const std::string& path) {
  const auto bytes = std::make_shared<const Bytes>(load(path));
  TFLiteConverter::Source source;
  source.graph = [bytes, path] { return named_graph(model_of_tflite(*bytes, path)); };
  source.file = [bytes, path] { return formats::read_tflite(*bytes, path); };
  source.name = path;
  const graph::Graph graph = source.file();
  for (graph::TensorId id : graph.inputs) {
    const Shape& shape = graph.at(id).shape;
    if (!shape.empty() && shape[0] != unknown_length) source.batch = shape[0];
  }
  return std::make_shared<const TFLiteConverter::Source>(std::move(source));
}

}  // namespace

TFLiteConverter TFLiteConverter::from_file(const std::string& path) {
  const ModelKind kind = model_kind(path);
  if (kind == ModelKind::tflite) return TFLiteConverter(source_of_tflite(path));
  if (kind == ModelKind::saved_model) return from_saved_model(path);
  const auto model = std::make_shared<const Model>(load_model(path));
  return TFLiteConverter(
      std::make_shared<const Source>(Source{[model] { return named_graph(*model); }, batch_of(*model)}));
}

Bytes TFLiteConverter::convert() const {
  if (batch && (*batch < 1 || *batch > most_batch))
    throw Error("batch", "must be 1 to " + std::to_string(most_batch), std::to_string(*batch), ErrorKind::usage);
  if (source_->file && !wants_int8(*this)) return rewrite_tflite(source_->file(), *this, source_->name);
  return convert_graph(source_->graph(), source_->batch, *this);
}

}  // namespace kvant
