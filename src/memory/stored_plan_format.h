// SPDX-License-Identifier: Apache-2.0
// A memory plan as metadata of a .tflite file, in the form that TensorFlow Lite Micro and the chip obey.
#pragma once

#include "memory/memory_plan.h"

#include <optional>
#include <string>

namespace kvant::memory {

/// Key of Graph::metadata.
inline constexpr char stored_plan_name[] = "OfflineMemoryAllocation";

/// int32 numbers, little-endian: version 1, subgraph 0, the number of tensors, and the offset of each or -1.
std::string write_stored_plan(const graph::Graph& graph, const MemoryPlan& plan);

/// The offsets of a graph's metadata, one for each tensor; nothing when it has no plan, or none for so many tensors.
std::optional<std::vector<std::int32_t>> read_stored_plan(const graph::Graph& graph);

/// Brings the operators into the plan's order.
void apply_order(graph::Graph& graph, const Order& order);

}  // namespace kvant::memory
