// SPDX-License-Identifier: Apache-2.0
// Looking behind the last activation. Like Keras, which marks the result of either activation with its logits, a cross
// entropy does not ask whether it is its own: a categorical one behind a sigmoid takes the softmax of the logits.
#include "train/logits.h"

#include "ops/builtin_codes.h"

namespace kvant::train {

GraphWithLogits with_logits(const graph::Graph& graph, const Objectives& objectives) {
  GraphWithLogits result{graph, {}};
  for (std::size_t i = 0; i < objectives.size(); ++i) {
    result.logits.push_back(no_logits);
    const int producer = graph.producer(graph.outputs[i]);
    if (!objectives[i].loss->takes_logits() || producer < 0) continue;
    const graph::Node& node = graph.nodes[static_cast<std::size_t>(producer)];
    if (node.code != ops::softmax_code && node.code != ops::logistic_code) continue;
    result.logits.back() = result.graph.outputs.size();
    result.graph.outputs.push_back(node.inputs[0]);
    if (!result.graph.output_names.empty()) result.graph.output_names.push_back("logits_" + std::to_string(i));
  }
  return result;
}

}  // namespace kvant::train
