// SPDX-License-Identifier: Apache-2.0
// One operator cut out of a model.
#pragma once

#include "graph/graph.h"

#include <cstddef>

namespace kvant::inspect {

/// A graph with this node alone: what it reads goes in, its constants stay, what it writes comes out.
graph::Graph cut_operator(const graph::Graph& graph, std::size_t node);

}  // namespace kvant::inspect
