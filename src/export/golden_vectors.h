// SPDX-License-Identifier: Apache-2.0
// Inputs spread over a model's range, and what the chip's interpreter answers to them.
#pragma once

#include "graph/graph.h"

#include <cstddef>
#include <span>
#include <vector>

namespace kvant::exporting {

/// The tensors' bytes: [input or output][vector].
struct GoldenVectors {
  std::vector<std::vector<std::vector<std::byte>>> inputs, outputs;
};

/// count: 1 or more. The first vector has all inputs at their lowest, the last one at their highest numbers. A float
/// input that is quantised at once spans what its codes can say, another one -1 to 1.
GoldenVectors make_golden_vectors(const graph::Graph& graph, std::span<const std::byte> model, std::size_t count);

}  // namespace kvant::exporting
