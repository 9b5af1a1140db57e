// SPDX-License-Identifier: Apache-2.0
// Takes away RESHAPEs that change nothing for whoever reads them, as TensorFlow's converter does.
#include "kvant_schema/tflite_options_generated.h"
#include "ops/builtin_codes.h"
#include "ops/record.h"
#include "passes/passes.h"

#include <cstddef>

namespace kvant::passes {
namespace {

/// The RESHAPE that makes a tensor, or null.
const graph::Node* reshape_before(const graph::Graph& graph, graph::TensorId tensor) {
  const int producer = graph.producer(tensor);
  if (producer < 0) return nullptr;
  const graph::Node& node = graph.nodes[static_cast<std::size_t>(producer)];
  return node.code == ops::reshape_code ? &node : nullptr;
}

/// A FULLY_CONNECTED flattens its input itself, when the features are the last axis before the RESHAPE, too.
bool flattens_itself(const graph::Graph& graph, const graph::Node& node, const Shape& unshaped) {
  if (node.code != ops::fully_connected_code) return false;
  const auto* options = node.options == nullptr ? nullptr : node.options->AsFullyConnectedOptions();
  const bool keeps_axes = options != nullptr && options->keep_num_dims;
  return !keeps_axes && !unshaped.empty() && unshaped.back() == graph.at(node.inputs.at(1)).shape.at(1);
}

bool is_read(const graph::Graph& graph, graph::TensorId tensor) {
  return graph.reader_count(tensor) > 0 || graph.is_output(tensor);
}

}  // namespace

void drop_reshapes(graph::Graph& graph) {
  for (graph::Node& node : graph.nodes) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      while (const graph::Node* before = reshape_before(graph, node.inputs[i])) {
        const graph::TensorId unshaped = before->inputs.at(0);
        const Shape& shape = graph.at(unshaped).shape;
        const bool same = shape == graph.at(before->outputs.at(0)).shape;
        const bool shapes_itself = i == 0 && (node.code == ops::reshape_code || flattens_itself(graph, node, shape));
        if (!same && !shapes_itself) break;
        node.inputs[i] = unshaped;
      }
    }
  }
  // From the end: a RESHAPE that only fed another goes with it.
  for (std::size_t i = graph.nodes.size(); i-- > 0;) {
    const graph::Node& node = graph.nodes[i];
    if (node.code == ops::reshape_code && !is_read(graph, node.outputs.at(0)))
      graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

}  // namespace kvant::passes
