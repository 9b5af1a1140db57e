// SPDX-License-Identifier: Apache-2.0
// Looking behind the last activation.
#include "train/logits.h"

#include "layers/builtin_codes.h"

namespace kvant::train {

GraphWithLogits with_logits(const graph::Graph& graph, const Objectives& objectives) {
  GraphWithLogits result{graph, {}};
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    result.logits.push_back(no_logits);
    const LogitsOf wanted = objectives[i].loss->logits_of();
    const int producer = graph.producer(graph.outputs[i]);
    if (wanted == LogitsOf::nothing || producer < 0) continue;
    const graph::Node& node = graph.nodes[static_cast<std::size_t>(producer)];
    if (node.code != (wanted == LogitsOf::softmax ? layers::softmax_code : layers::logistic_code)) continue;
    result.logits.back() = result.graph.outputs.size();
    result.graph.outputs.push_back(node.inputs[0]);
    if (!result.graph.output_names.empty()) result.graph.output_names.push_back("logits_" + std::to_string(i));
  }
  return result;
}

}  // namespace kvant::train
