// SPDX-License-Identifier: Apache-2.0
// Activations that become part of the operator before them while a model trains.
#pragma once

#include "graph/graph.h"

namespace kvant::execute {

/// Each RELU and RELU6 that alone reads the result of a batch normalization becomes its limit: one pass over the
/// numbers instead of two, forward and backward, with the same bits in portable arithmetic. Tensors keep their ids;
/// those between have no writer.
graph::Graph with_fused_activations(graph::Graph graph);

}  // namespace kvant::execute
