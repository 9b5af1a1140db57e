// SPDX-License-Identifier: Apache-2.0
// Which operator of one model is which of another, and models that show what every operator gives.
#pragma once

#include "graph/graph.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace kvant::verify {

/// The same graph with the result of every operator that computes among its outputs, in order; those that only turn
/// numbers into another type (QUANTIZE, DEQUANTIZE) are left out. A fused activation stays with its operator.
/// nodes: the indices of these operators.
struct ShownGraph {
  graph::Graph graph;
  std::vector<std::size_t> nodes;
};
ShownGraph show_results(const graph::Graph& graph);

/// Why the operators of a and b do not belong together one by one; empty when they do.
std::string find_mismatch(const ShownGraph& a, const ShownGraph& b);

/// How unlike the channels of an operator's weights are: the largest range of one of them by the smallest that is not
/// zero. 1 when the operator has no weights of several channels.
double spread_of_channels(const graph::Graph& graph, const graph::Node& node);

/// True when one scale serves all channels of quantised weights.
bool has_one_scale(const graph::Graph& graph, const graph::Node& node);

}  // namespace kvant::verify
