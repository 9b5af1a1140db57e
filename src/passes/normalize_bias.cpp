// SPDX-License-Identifier: Apache-2.0
// The bias as TensorFlow's converter writes it: a FULLY_CONNECTED leaves one of zeros out, a convolution always has
// one.
#include "ops/record.h"
#include "passes/passes.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace kvant::passes {
namespace {

bool is_zero(const graph::Tensor& bias) {
  if (!bias.is_constant() || bias.dtype != DType::float32) return false;
  const auto values = std::as_const(*bias.data).values<float>();
  return std::all_of(values.begin(), values.end(), [](float v) { return v == 0.0f; });
}

/// weights: of a convolution, whose axis tells the channels.
graph::TensorId add_zero_bias(graph::Graph& graph, graph::TensorId weights, std::int32_t axis) {
  graph::Tensor bias;
  bias.name = graph.at(weights).name + "/bias";
  bias.shape = {graph.at(weights).shape.at(static_cast<std::size_t>(axis))};
  bias.data = std::make_shared<Array>(DType::float32, bias.shape);
  return graph.add(std::move(bias));
}

}  // namespace

void normalize_bias(graph::Graph& graph) {
  for (graph::Node& node : graph.nodes) {
    const ops::Record* record = ops::find_record(node.code);
    if (record == nullptr) continue;
    const ops::QuantizationRule rule = record->quantization.value();
    if (rule.inputs.size() != 3 || rule.inputs[2] != ops::OperandRole::bias) continue;
    if (node.inputs.size() < 3) node.inputs.push_back(graph::no_tensor);
    graph::TensorId& bias = node.inputs[2];
    if (rule.dense && bias != graph::no_tensor && is_zero(graph.at(bias))) bias = graph::no_tensor;
    if (!rule.dense && bias == graph::no_tensor) bias = add_zero_bias(graph, node.inputs[1], rule.weights_axis);
  }
}

}  // namespace kvant::passes
