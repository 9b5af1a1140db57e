// SPDX-License-Identifier: Apache-2.0
// Fuses an activation into the operator that makes its input.
#include "ops/record.h"
#include "passes/passes.h"

namespace kvant::passes {
namespace {

/// True when node i was fused into its producer, so that it can go.
bool fuse_into_producer(graph::Graph& graph, std::size_t i) {
  const graph::Node& activation = graph.nodes[i];
  const ops::Record* record = ops::find_record(activation.code);
  if (record == nullptr || record->as_activation == 0) return false;
  const graph::TensorId between = activation.inputs.at(0);
  const int producer = graph.producer(between);
  if (producer < 0 || graph.reader_count(between) != 1 || graph.is_output(between)) return false;
  graph::Node& node = graph.nodes[static_cast<std::size_t>(producer)];
  const ops::Record* target = ops::find_record(node.code);
  if (target == nullptr || target->fuse_activation == nullptr) return false;
  auto options = target->fuse_activation(node, record->as_activation);
  if (options == nullptr) return false;
  node.options = std::move(options);
  node.outputs = activation.outputs;
  return true;
}

}  // namespace

void fuse_activation(graph::Graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size();) {
    if (fuse_into_producer(graph, i)) {
      graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

void optimize_for_inference(graph::Graph& graph) {
  delay_reshapes(graph);
  fold_batch_norm(graph);
  fuse_padding(graph);
  fuse_activation(graph);
  fold_bias_forward(graph);
  drop_reshapes(graph);
  normalize_bias(graph);
  graph::drop_unused_tensors(graph);
}

}  // namespace kvant::passes
