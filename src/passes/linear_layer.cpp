// SPDX-License-Identifier: Apache-2.0
// Reading and replacing the constants of linear layers.
#include "passes/linear_layer.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace kvant::passes {

using graph::TensorId;

std::span<const float> numbers_of(const graph::Graph& graph, TensorId id) {
  return std::as_const(*graph.at(id).data).values<float>();
}

TensorId add_constant(graph::Graph& graph, const std::string& name, Array values) {
  graph::Tensor tensor;
  tensor.name = name;
  tensor.shape = values.shape();
  tensor.data = std::make_shared<Array>(std::move(values));
  return graph.add(std::move(tensor));
}

TensorId operand_in_role(const graph::Node& node, ops::OperandRole role) {
  const ops::QuantizationRule rule = ops::record_of(node).quantization.value();
  for (std::size_t i = 0; i < node.inputs.size() && i < rule.inputs.size(); ++i) {
    if (rule.inputs[i] == role) return node.inputs[i];
  }
  return graph::no_tensor;
}

bool is_linear_layer(const graph::Graph& graph, const graph::Node& node) {
  const ops::Record* record = ops::find_record(node.code);
  if (record == nullptr || record->fused_activation == nullptr || record->fused_activation(node) != 0) return false;
  const TensorId weights = operand_in_role(node, ops::OperandRole::weights);
  return weights != graph::no_tensor && graph.at(weights).is_constant() && graph.at(weights).dtype == DType::float32;
}

Array scaled(const graph::Tensor& weights, std::size_t axis, const std::vector<float>& factors) {
  Array result = *weights.data;
  std::size_t inner = 1;
  for (std::size_t i = axis + 1; i < weights.shape.size(); ++i) inner *= static_cast<std::size_t>(weights.shape[i]);
  const auto values = result.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = values[i] * factors[i / inner % factors.size()];
  return result.reshape(weights.shape);
}

void replace_weights(graph::Graph& graph, graph::Node& node, Array weights, Array bias) {
  const TensorId old = operand_in_role(node, ops::OperandRole::weights);
  const std::string name = graph.at(old).name;
  const TensorId fresh = add_constant(graph, name, std::move(weights));
  std::replace(node.inputs.begin(), node.inputs.end(), old, fresh);
  if (node.inputs.size() < 3) node.inputs.push_back(graph::no_tensor);
  node.inputs[2] = add_constant(graph, name + "/bias", std::move(bias));
}

graph::Node* only_reader(graph::Graph& graph, TensorId id) {
  if (graph.reader_count(id) != 1 || graph.is_output(id)) return nullptr;
  for (graph::Node& node : graph.nodes) {
    if (std::find(node.inputs.begin(), node.inputs.end(), id) != node.inputs.end()) return &node;
  }
  return nullptr;
}

void replace_tensor(graph::Graph& graph, TensorId from, TensorId to) {
  for (graph::Node& node : graph.nodes) std::replace(node.inputs.begin(), node.inputs.end(), from, to);
}

}  // namespace kvant::passes
