// SPDX-License-Identifier: Apache-2.0
// TFLiteConverter: from a model to a graph with TensorFlow's names, then conversion on the graph.
#include <kvant/converter.h>

#include "kvant/convert_graph.h"
#include "kvant/converter_source.h"
#include "kvant/model_impl.h"
#include "memory/stored_plan_format.h"

#include <kvant/load_model.h>

namespace kvant {
namespace {

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

TFLiteConverter TFLiteConverter::from_file(const std::string& path) {
  const auto model = std::make_shared<const Model>(load_model(path));
  return TFLiteConverter(
      std::make_shared<const Source>(Source{[model] { return named_graph(*model); }, batch_of(*model)}));
}

Bytes TFLiteConverter::convert() const { return convert_graph(source_->graph(), source_->batch, *this); }

}  // namespace kvant
