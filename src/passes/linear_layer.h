// SPDX-License-Identifier: Apache-2.0
// The operators with weights, and how passes change their constants.
#pragma once

#include "graph/graph.h"
#include "ops/record.h"

#include <kvant/types/array.h>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace kvant::passes {

/// The numbers of a constant of float32.
std::span<const float> numbers_of(const graph::Graph& graph, graph::TensorId id);

graph::TensorId add_constant(graph::Graph& graph, const std::string& name, Array values);

/// The operand in this role, or no_tensor.
graph::TensorId operand_in_role(const graph::Node& node, ops::OperandRole role);

/// Whether the node has constant float32 weights and no activation.
bool is_linear_layer(const graph::Graph& graph, const graph::Node& node);

/// Weights times a factor for each index along an axis.
Array scaled(const graph::Tensor& weights, std::size_t axis, const std::vector<float>& factors);

/// Gives the node constants of its own: those that it has may be shared.
void replace_weights(graph::Graph& graph, graph::Node& node, Array weights, Array bias);

/// The only node that reads a tensor, or null.
graph::Node* only_reader(graph::Graph& graph, graph::TensorId id);

void replace_tensor(graph::Graph& graph, graph::TensorId from, graph::TensorId to);

}  // namespace kvant::passes
