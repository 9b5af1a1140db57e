// SPDX-License-Identifier: Apache-2.0
// Finding the pairs, and making one operator of each.
#include "execute/fused_activations.h"

#include "ops/builtin_codes.h"

#include <limits>
#include <map>
#include <variant>

namespace kvant::execute {
namespace {

/// The largest result, 0 for what is no relu.
float limit_of(const graph::Node& node) {
  if (node.code == ops::relu_code) return std::numeric_limits<float>::infinity();
  return node.code == ops::relu6_code ? 6.0f : 0.0f;
}

}  // namespace

graph::Graph with_fused_activations(graph::Graph graph) {
  std::map<graph::TensorId, graph::Node*> normalized;  // by results that one operator reads
  for (graph::Node& node : graph.nodes) {
    const float limit = limit_of(node);
    if (limit > 0.0f && node.inputs.size() == 1 && normalized.contains(node.inputs[0])) {
      graph::Node& before = *normalized[node.inputs[0]];
      std::get<graph::BatchNormalizationOptions>(before.training_options).limit = limit;
      before.outputs[0] = node.outputs[0];
      node.outputs.clear();
    }
    if (node.code != graph::batch_normalization_code) continue;
    const graph::TensorId result = node.outputs[0];
    if (graph.reader_count(result) == 1 && !graph.is_output(result)) normalized[result] = &node;
  }
  std::erase_if(graph.nodes, [](const graph::Node& node) { return node.outputs.empty(); });
  return graph;
}

}  // namespace kvant::execute
