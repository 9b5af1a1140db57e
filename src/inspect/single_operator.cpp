// SPDX-License-Identifier: Apache-2.0
// Cutting an operator out.
#include "inspect/single_operator.h"

#include <algorithm>

namespace kvant::inspect {

graph::Graph cut_operator(const graph::Graph& graph, std::size_t node) {
  graph::Graph single;
  single.tensors = graph.tensors;
  single.nodes = {graph.nodes.at(node)};
  for (graph::TensorId id : single.nodes[0].inputs) {
    const bool known = std::find(single.inputs.begin(), single.inputs.end(), id) != single.inputs.end();
    if (id != graph::no_tensor && !graph.at(id).is_constant() && !known) single.inputs.push_back(id);
  }
  single.outputs = single.nodes[0].outputs;
  graph::drop_unused_tensors(single);
  return single;
}

}  // namespace kvant::inspect
