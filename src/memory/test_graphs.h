// SPDX-License-Identifier: Apache-2.0
// Graphs for the planner's tests: built by hand, or any.
#pragma once

#include "graph/graph.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace kvant::memory {

inline constexpr std::int32_t add = 0, fully_connected = 9, relu = 19, reshape = 22;

/// Graphs of int8 tensors, operator by operator.
struct Builder {
  graph::Graph graph;

  graph::TensorId tensor(std::int64_t bytes) {
    graph::Tensor tensor;
    tensor.dtype = DType::int8;
    tensor.shape = {1, bytes};
    return graph.add(tensor);
  }
  graph::TensorId input(std::int64_t bytes) {
    graph.inputs.push_back(tensor(bytes));
    return graph.inputs.back();
  }
  graph::TensorId node(std::int32_t code, std::vector<graph::TensorId> inputs, std::int64_t bytes) {
    const graph::TensorId output = tensor(bytes);
    graph::Node node;
    node.code = code;
    node.inputs = std::move(inputs);
    node.outputs = {output};
    graph.nodes.push_back(node);
    return output;
  }
};

/// Numbers that look random and are the same everywhere.
struct Numbers {
  std::uint64_t state;
  std::size_t below(std::size_t limit) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::size_t>(state >> 33) % limit;
  }
};

/// Any graph of so many operators with one to three operands each; some in place, some results of the model.
inline graph::Graph random_graph(Numbers& numbers, std::size_t nodes) {
  Builder builder;
  std::vector<graph::TensorId> known;
  const auto bytes = [&] { return static_cast<std::int64_t>(16 * (1 + numbers.below(4))); };
  for (std::size_t i = 0; i < 1 + numbers.below(2); ++i) known.push_back(builder.input(bytes()));
  for (std::size_t i = 0; i < nodes; ++i) {
    std::vector<graph::TensorId> inputs;
    for (std::size_t k = 0; k < 1 + numbers.below(3); ++k) inputs.push_back(known[numbers.below(known.size())]);
    const bool in_place = numbers.below(2) == 0;
    const auto& shape = builder.graph.at(inputs[0]).shape;
    known.push_back(builder.node(in_place ? add : fully_connected, inputs, in_place ? shape[1] : bytes()));
  }
  builder.graph.outputs = {known.back()};
  if (numbers.below(3) == 0 && known[known.size() - 2] != builder.graph.inputs[0])
    builder.graph.outputs.push_back(known[known.size() - 2]);
  return builder.graph;
}

}  // namespace kvant::memory
