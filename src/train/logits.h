// SPDX-License-Identifier: Apache-2.0
// A graph that also gives what goes into a last softmax or sigmoid, for losses that take that in place of its result.
#pragma once

#include "graph/graph.h"
#include "train/objectives.h"

#include <cstddef>
#include <vector>

namespace kvant::train {

inline constexpr std::size_t no_logits = static_cast<std::size_t>(-1);

struct GraphWithLogits {
  graph::Graph graph;  ///< the logits are further outputs, behind the model's
  /// For each of the model's outputs the output that holds its logits, or no_logits.
  std::vector<std::size_t> logits;
};

GraphWithLogits with_logits(const graph::Graph& graph, const Objectives& objectives);

}  // namespace kvant::train
