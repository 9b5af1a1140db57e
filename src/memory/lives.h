// SPDX-License-Identifier: Apache-2.0
// From which step to which each activation is needed, and which results may take an operand's place.
#pragma once

#include "graph/graph.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvant::memory {

/// What has to be placed, and how.
struct PlanOptions {
  std::int64_t alignment = 16;  ///< of every offset; sizes are rounded up to it. 16 as in TFLM
  bool with_ends = true;        ///< false: the model's inputs and outputs lie in memory of the caller
  bool keep_order = false;      ///< true: the operators run in the graph's order
};

/// An activation's life. Step i is the i-th operator of an order; results of the model live one step longer than all.
struct Life {
  graph::TensorId tensor = graph::no_tensor;
  std::int64_t bytes = 0;  ///< for a batch of 1, rounded up to the alignment
  std::size_t first = 0;   ///< step that writes it; 0 for an input of the model
  std::size_t last = 0;    ///< step that reads it last
};

/// Indices into Graph::nodes, in order of execution.
using Order = std::vector<std::size_t>;

/// The order in which the graph has them.
Order given_order(const graph::Graph& graph);

/// Bytes of a tensor for a batch of 1, rounded up to the alignment.
std::int64_t placed_bytes(const graph::Tensor& tensor, std::int64_t alignment);

/// Whether two tensors have as many bytes, not rounded.
bool are_equal_in_size(const graph::Graph& graph, graph::TensorId one, graph::TensorId other);

/// Whether the plan gives the tensor a place: activations of some bytes, with or without the ends of the model.
bool is_placed(const graph::Graph& graph, graph::TensorId id, const PlanOptions& options);

/// The lives of all tensors that are placed, by their id. The graph must be one that check_graph accepts.
std::vector<Life> find_lives(const graph::Graph& graph, const Order& order, const PlanOptions& options);

/// An operator that may write where it reads: the result is born when the operand dies, and both have as many bytes.
struct SharedPlace {
  std::size_t result = 0;                 ///< index into the lives
  std::vector<std::size_t> candidates{};  ///< indices of operands, in order; at least one
};

/// By the step of the operator.
std::vector<SharedPlace> find_shared_places(const graph::Graph& graph, const Order& order,
                                            const std::vector<Life>& lives);

}  // namespace kvant::memory
