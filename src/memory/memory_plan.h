// SPDX-License-Identifier: Apache-2.0
// The plan of a model's memory: in which order its operators run, and where each activation lies.
#pragma once

#include "memory/lives.h"

namespace kvant::memory {

struct MemoryPlan {
  Order order;                        ///< of the graph's operators
  std::vector<Life> lives;            ///< of the activations that have a place, in this order
  std::vector<std::int64_t> offsets;  ///< of each life, from the beginning of the arena; multiples of the alignment
  std::int64_t bytes = 0;             ///< that the activations need together, a multiple of the alignment
  std::int64_t lower_bound = 0;       ///< no plan needs less
  bool optimal = false;               ///< bytes are proved to be the least there are
  std::int64_t greedy_bytes = 0;  ///< what TFLM and the chip's own planner need in this order: largest first, no result
                                  ///< in its operand's place

  /// Of a tensor; -1: it has no place.
  std::int64_t offset_of(graph::TensorId id) const;
};

/// The most activations and operators that are planned; a graph of more is not one for a chip.
inline constexpr std::size_t most_planned = 4096;

/// False for a graph of more than most_planned operators or activations, or with a tensor that is written twice.
bool can_be_planned(const graph::Graph& graph);

/// The best plan found by a search of bounded length: the same graph gives the same plan on every machine. Tensors
/// overlap only where one's life begins at the operator at which the other's ends, which may work in place.
/// The graph must be one that check_graph accepts. Throws Error where it cannot be planned.
MemoryPlan plan_memory(const graph::Graph& graph, const PlanOptions& options = {});

}  // namespace kvant::memory
