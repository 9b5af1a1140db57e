// SPDX-License-Identifier: Apache-2.0
// From a signature's outputs back to its inputs: the nodes that take part, through all calls of functions, in order.
#pragma once

#include "formats/saved_model/graph_def.h"

#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace kvant::formats {

/// A result of one of the nodes of a walk.
struct NodeResult {
  std::size_t call = 0;  ///< index into NodeWalk::calls
  std::size_t number = 0;
};

/// One node in one call of the function that it stands in.
struct NodeCall {
  const NodeDef* node = nullptr;
  bool outermost = false;  ///< in the graph itself, not in a function
  std::vector<NodeResult> inputs;
};

struct NodeWalk {
  std::vector<NodeCall> calls;      ///< each behind those whose results it takes; calls and identities are gone
  std::vector<NodeResult> outputs;  ///< one for each that was asked for
};

/// outputs: "node:0" of the graph. inputs: nodes of the graph where the walk ends. Throws Error for a name that nothing
/// has, calls or nodes in a circle, calls more than 64 deep, and more than a million nodes. name: of the model.
NodeWalk walk_nodes(const GraphDef& graph, const std::vector<std::string>& outputs, const std::set<std::string>& inputs,
                    const std::string& name);

/// "node:1" is result 1 of "node", "node" result 0.
std::pair<std::string, std::size_t> split_tensor_name(const std::string& tensor);

}  // namespace kvant::formats
