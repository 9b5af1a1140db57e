// SPDX-License-Identifier: Apache-2.0
// Walking through an order of operators.
#include "memory/lives.h"

#include "ops/record.h"

#include <algorithm>
#include <numeric>

namespace kvant::memory {
namespace {

bool is_input(const graph::Graph& graph, graph::TensorId id) {
  return std::find(graph.inputs.begin(), graph.inputs.end(), id) != graph.inputs.end();
}

constexpr std::size_t never = static_cast<std::size_t>(-1);

/// First and last steps of all tensors of a graph.
struct Steps {
  std::vector<std::size_t> first, last;

  Steps(const graph::Graph& graph, const Order& order)
      : first(graph.tensors.size(), never), last(graph.tensors.size(), 0) {
    for (graph::TensorId id : graph.inputs) touch(id, 0);
    for (std::size_t step = 0; step < order.size(); ++step) {
      const graph::Node& node = graph.nodes[order[step]];
      for (graph::TensorId id : node.inputs) touch(id, step);
      for (graph::TensorId id : node.outputs) touch(id, step);
    }
    for (graph::TensorId id : graph.outputs) touch(id, order.size());
  }

 private:
  void touch(graph::TensorId id, std::size_t step) {
    if (id == graph::no_tensor) return;
    const auto at = static_cast<std::size_t>(id);
    first[at] = std::min(first[at], step);
    last[at] = std::max(last[at], step);
  }
};

}  // namespace

Order given_order(const graph::Graph& graph) {
  Order order(graph.nodes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  return order;
}

std::int64_t placed_bytes(const graph::Tensor& tensor, std::int64_t alignment) {
  constexpr std::int64_t most = std::int64_t{1} << 40;  // no arena is larger, and sums of these do not overflow
  auto bytes = static_cast<std::int64_t>(size_of(tensor.dtype));
  for (std::int64_t length : tensor.shape) {
    if (length == 0 || bytes == 0) return 0;
    if (length == unknown_length) continue;
    bytes = length > most / bytes ? most : bytes * length;
  }
  return (bytes + alignment - 1) / alignment * alignment;
}

bool are_equal_in_size(const graph::Graph& graph, graph::TensorId one, graph::TensorId other) {
  return placed_bytes(graph.at(one), 1) == placed_bytes(graph.at(other), 1);
}

bool is_placed(const graph::Graph& graph, graph::TensorId id, const PlanOptions& options) {
  if (id == graph::no_tensor || graph.at(id).is_constant() || placed_bytes(graph.at(id), 1) == 0) return false;
  return options.with_ends || (!is_input(graph, id) && !graph.is_output(id));
}

std::vector<Life> find_lives(const graph::Graph& graph, const Order& order, const PlanOptions& options) {
  const Steps steps(graph, order);
  std::vector<Life> lives;
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    const auto id = static_cast<graph::TensorId>(i);
    if (steps.first[i] == never || !is_placed(graph, id, options)) continue;
    lives.push_back({id, placed_bytes(graph.tensors[i], options.alignment), steps.first[i], steps.last[i]});
  }
  return lives;
}

std::vector<SharedPlace> find_shared_places(const graph::Graph& graph, const Order& order,
                                            const std::vector<Life>& lives) {
  std::vector<std::size_t> life_of(graph.tensors.size(), lives.size());
  for (std::size_t i = 0; i < lives.size(); ++i) life_of[static_cast<std::size_t>(lives[i].tensor)] = i;
  std::vector<SharedPlace> places;
  for (std::size_t step = 0; step < order.size(); ++step) {
    const graph::Node& node = graph.nodes[order[step]];
    const ops::Record* record = ops::find_record(node.code);
    if (record == nullptr || !record->in_place || node.outputs.size() != 1) continue;
    const std::size_t result = life_of[static_cast<std::size_t>(node.outputs[0])];
    if (result == lives.size()) continue;
    SharedPlace place{result};
    for (graph::TensorId id : node.inputs) {
      const std::size_t operand = id == graph::no_tensor ? lives.size() : life_of[static_cast<std::size_t>(id)];
      if (operand == lives.size() || operand == result || lives[operand].last != step) continue;
      const auto& known = place.candidates;
      if (std::find(known.begin(), known.end(), operand) == known.end() &&
          are_equal_in_size(graph, id, node.outputs[0]))
        place.candidates.push_back(operand);
    }
    if (!place.candidates.empty()) places.push_back(std::move(place));
  }
  return places;
}

}  // namespace kvant::memory
