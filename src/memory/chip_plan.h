// SPDX-License-Identifier: Apache-2.0
// Where the chip's interpreter puts the activations of a model.
#pragma once

#include "memory/memory_plan.h"

namespace kvant::memory {

/// As in MemoryPlan, but bytes are not rounded, and offsets are multiples of 4.
struct ChipPlan {
  std::vector<Life> lives;
  std::vector<std::int64_t> offsets;
  std::int64_t bytes = 0;
  bool stored = false;  ///< the graph brings a plan; what that leaves out, the chip places
};

/// What the chip makes of the graph as it stands. The graph must be one that can be planned; its own plan, if it has
/// one, must be one that the chip has accepted.
ChipPlan chip_plan(const graph::Graph& graph);

}  // namespace kvant::memory
