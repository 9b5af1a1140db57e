// SPDX-License-Identifier: Apache-2.0
// A MUL by, or an ADD of, one constant for each channel becomes part of the linear layer before it, else of the Dense
// behind it. Each product and sum is rounded to float32 in TensorFlow's order: W m, b m, then + o.
#include "ops/builtin_codes.h"
#include "passes/compensated_product.h"
#include "passes/linear_layer.h"
#include "passes/passes.h"

#include <utility>

namespace kvant::passes {
namespace {

using graph::TensorId;

/// An ADD or MUL without activation of an activation and a vector as long as its last axis.
bool is_by_channel(const graph::Graph& graph, const graph::Node& node) {
  if (node.code != ops::add_code && node.code != ops::mul_code) return false;
  const ops::Record& record = ops::record_of(node);
  if (record.fused_activation(node) != 0) return false;
  const graph::Tensor &activation = graph.at(node.inputs.at(0)), &constant = graph.at(node.inputs.at(1));
  return !activation.is_constant() && constant.is_constant() && constant.dtype == DType::float32 &&
         constant.shape.size() == 1 && !activation.shape.empty() && constant.shape[0] == activation.shape.back();
}

std::vector<float> vector_of(const graph::Graph& graph, TensorId id) {
  const auto numbers = numbers_of(graph, id);
  return {numbers.begin(), numbers.end()};
}

void set_bias(graph::Node& layer, TensorId bias) {
  if (layer.inputs.size() < 3) layer.inputs.push_back(graph::no_tensor);
  layer.inputs[2] = bias;
}

void set_weights(graph::Graph& graph, graph::Node& layer, Array weights) {
  const std::string name = graph.at(layer.inputs[1]).name;
  layer.inputs[1] = add_constant(graph, name, std::move(weights));
}

void add_behind(graph::Graph& graph, graph::Node& layer, TensorId offset) {
  const TensorId bias = operand_in_role(layer, ops::OperandRole::bias);
  if (bias == graph::no_tensor) return set_bias(layer, offset);
  std::vector<float> sums = vector_of(graph, bias);
  for (std::size_t c = 0; c < sums.size(); ++c) sums[c] = sums[c] + numbers_of(graph, offset)[c];
  set_bias(layer, add_constant(graph, graph.at(bias).name, Array::from<float>(sums)));
}

void multiply_behind(graph::Graph& graph, graph::Node& layer, TensorId factor) {
  const std::vector<float> factors = vector_of(graph, factor);
  const auto axis = static_cast<std::size_t>(ops::record_of(layer).quantization.value().weights_axis);
  set_weights(graph, layer, scaled(graph.at(layer.inputs[1]), axis, factors));
  const TensorId bias = operand_in_role(layer, ops::OperandRole::bias);
  if (bias == graph::no_tensor) return;
  std::vector<float> products = vector_of(graph, bias);
  for (std::size_t c = 0; c < products.size(); ++c) products[c] = products[c] * factors[c];
  set_bias(layer, add_constant(graph, graph.at(bias).name, Array::from<float>(products)));
}

/// Into the layer that makes the node's input. True when the node can go.
bool fold_backward(graph::Graph& graph, const graph::Node& node) {
  const TensorId input = node.inputs[0];
  const int producer = graph.producer(input);
  if (producer < 0 || graph.reader_count(input) != 1 || graph.is_output(input)) return false;
  graph::Node& layer = graph.nodes[static_cast<std::size_t>(producer)];
  if (!is_linear_layer(graph, layer)) return false;
  if (node.code == ops::add_code)
    add_behind(graph, layer, node.inputs[1]);
  else
    multiply_behind(graph, layer, node.inputs[1]);
  layer.outputs = node.outputs;
  return true;
}

void add_before(graph::Graph& graph, graph::Node& dense, TensorId offset) {
  const graph::Tensor& weights = graph.at(dense.inputs[1]);
  const auto inputs = static_cast<std::size_t>(weights.shape[1]);
  std::vector<float> sums(static_cast<std::size_t>(weights.shape[0]));
  const TensorId bias = operand_in_role(dense, ops::OperandRole::bias);
  for (std::size_t o = 0; o < sums.size(); ++o) {
    const float start = bias == graph::no_tensor ? 0.0f : numbers_of(graph, bias)[o];
    sums[o] = compensated_product(start, numbers_of(graph, offset),
                                  numbers_of(graph, dense.inputs[1]).subspan(o * inputs, inputs));
  }
  const std::string name = graph.at(dense.inputs[1]).name + "/bias";
  set_bias(dense, add_constant(graph, name, Array::from<float>(sums)));
}

/// Into the Dense that alone reads the node's result. True when the node can go.
bool fold_forward(graph::Graph& graph, const graph::Node& node) {
  graph::Node* const reader = only_reader(graph, node.outputs[0]);
  if (reader == nullptr || reader->code != ops::fully_connected_code || !is_linear_layer(graph, *reader)) return false;
  if (graph.at(reader->inputs[1]).shape.at(1) != graph.at(node.inputs[1]).shape[0]) return false;
  if (node.code == ops::add_code)
    add_before(graph, *reader, node.inputs[1]);
  else
    set_weights(graph, *reader, scaled(graph.at(reader->inputs[1]), 1, vector_of(graph, node.inputs[1])));
  replace_tensor(graph, node.outputs[0], node.inputs[0]);
  return true;
}

}  // namespace

void fold_constant_factors(graph::Graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size();) {
    const graph::Node node = graph.nodes[i];
    if (is_by_channel(graph, node) && fold_backward(graph, node))
      graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    else
      ++i;
  }
  // From the end: what stands behind a factor goes first.
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    const graph::Node node = graph.nodes[i];
    if (is_by_channel(graph, node) && fold_forward(graph, node))
      graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace kvant::passes
