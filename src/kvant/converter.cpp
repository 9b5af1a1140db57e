// SPDX-License-Identifier: Apache-2.0
// TFLiteConverter: from a Keras model to a graph with TensorFlow's names, then conversion on the graph.
#include <kvant/converter.h>

#include "kvant/convert_graph.h"
#include "kvant/sequential_impl.h"

namespace kvant {
namespace {

/// TensorFlow's names: what stands around the model, and the model's own name before everything inside.
void give_names(graph::Graph& graph, const layers::LayerStack& stack) {
  for (graph::Tensor& tensor : graph.tensors) tensor.name = stack.name + "/" + tensor.name;
  const std::string input = stack.layers().front()->name();
  graph.signature = "serving_default";
  graph.input_names = {input};
  graph.output_names = {"output_0"};
  graph.at(graph.inputs[0]).name = "serving_default_" + input + ":0";
  graph.at(graph.outputs[0]).name = "StatefulPartitionedCall_1:0";
}

}  // namespace

TFLiteConverter TFLiteConverter::from_keras_model(const Sequential& model) { return TFLiteConverter(model); }

Bytes TFLiteConverter::convert() const {
  const Sequential::Impl& impl = model_->impl();
  graph::Graph graph = impl.inference_graph();
  give_names(graph, impl.stack);
  return convert_graph(std::move(graph), *this);
}

}  // namespace kvant
