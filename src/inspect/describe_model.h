// SPDX-License-Identifier: Apache-2.0
// Facts about a graph: per operator and in sum.
#pragma once

#include "graph/graph.h"

#include <cstdint>
#include <string>

namespace kvant::inspect {

/// "FULLY_CONNECTED", "CUSTOM MyOperator", or "builtin 300" for a code that the format did not know when kvant was
/// made.
std::string name_of_operator(const graph::Node& node);

/// "relu", "relu6", "relu_n1_to_1" or empty.
std::string fused_activation_of(const graph::Node& node);

/// For a batch of 1; 0 for an operator without a record or whose shapes do not fit.
std::int64_t count_multiply_accumulates(const graph::Graph& graph, const graph::Node& node);

/// Bytes of constants of the graph, each counted once.
std::int64_t count_weight_bytes(const graph::Graph& graph);

}  // namespace kvant::inspect
