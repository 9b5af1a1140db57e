// SPDX-License-Identifier: Apache-2.0
// Moves the bias of a linear layer into the linear layer that alone reads it: W2 (W1 x + b1) + b2 = W2 W1 x + (W2 b1 +
// b2).
#include "ops/record.h"
#include "passes/compensated_product.h"
#include "passes/passes.h"

#include <span>

namespace kvant::passes {
namespace {

constexpr std::int32_t fully_connected = 9;

bool has_bias(const graph::Node& node) {
  return node.code == fully_connected && node.inputs.size() > 2 && node.inputs[2] != graph::no_tensor;
}

std::shared_ptr<Array> folded_bias(const graph::Graph& graph, const graph::Node& second, const Array& first_bias) {
  const Array& weights = *graph.at(second.inputs[1]).data;
  const auto inputs = static_cast<std::size_t>(weights.shape()[1]);
  const auto w = weights.values<float>();
  auto bias = std::make_shared<Array>(DType::float32, Shape{weights.shape()[0]});
  const auto result = bias->values<float>();
  const auto start = std::as_const(*graph.at(second.inputs[2]).data).values<float>();
  for (std::size_t o = 0; o < result.size(); ++o) {
    result[o] = compensated_product(start[o], first_bias.values<float>(), w.subspan(o * inputs, inputs));
  }
  return bias;
}

}  // namespace

void fold_bias_forward(graph::Graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    graph::Node& second = graph.nodes[i];
    if (!has_bias(second)) continue;  // TensorFlow leaves the first bias where the second layer has none
    const int producer = graph.producer(second.inputs[0]);
    if (producer < 0 || graph.reader_count(second.inputs[0]) != 1 || graph.is_output(second.inputs[0])) continue;
    graph::Node& first = graph.nodes[static_cast<std::size_t>(producer)];
    if (!has_bias(first)) continue;
    if (ops::record_of(first).fused_activation(first) != 0) continue;
    graph::Tensor bias = graph.at(second.inputs[2]);
    bias.data = folded_bias(graph, second, *graph.at(first.inputs[2]).data);
    second.inputs[2] = graph.add(std::move(bias));
    first.inputs[2] = graph::no_tensor;
  }
}

}  // namespace kvant::passes
