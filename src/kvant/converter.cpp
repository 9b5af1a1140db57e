// SPDX-License-Identifier: Apache-2.0
// TFLiteConverter: from a Keras model to a graph with TensorFlow's names, then conversion on the graph.
#include <kvant/converter.h>

#include "kvant/convert_graph.h"
#include "kvant/model_impl.h"

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

}  // namespace

TFLiteConverter TFLiteConverter::from_keras_model(const Model& model) { return TFLiteConverter(model); }

Bytes TFLiteConverter::convert() const {
  const Model::Impl& impl = model_->impl();
  graph::Graph graph = impl.inference_graph();
  give_names(graph, impl.layer_graph.name);
  return convert_graph(std::move(graph), *this);
}

}  // namespace kvant
