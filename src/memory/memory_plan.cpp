// SPDX-License-Identifier: Apache-2.0
// From orders, shared places and blocks to the best plan.
#include "memory/memory_plan.h"

#include "memory/execution_order.h"
#include "memory/place_blocks.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <numeric>

namespace kvant::memory {
namespace {

// So long may the searches be: some milliseconds each.
constexpr std::size_t most_sets = 4000;            ///< of operators, for the best order
constexpr std::size_t most_placing_steps = 20000;  ///< of all placements: for each a step, and for each block
constexpr std::size_t most_choices = 64;           ///< of shared places, for each order
constexpr std::size_t most_order_steps = 4000;     ///< while looking for an order that packs better
constexpr std::size_t most_searched = 256;         ///< operators and blocks; greedy beyond

/// Tensors in one place one after the other, as one block.
struct Shared {
  std::vector<Block> blocks;
  std::vector<std::size_t> block_of;  ///< of each life
};

/// choice[i]: which candidate's place the i-th result takes; as many as there are candidates: none's.
Shared share(const std::vector<Life>& lives, const std::vector<SharedPlace>& places,
             const std::vector<std::size_t>& choice) {
  std::vector<std::size_t> root(lives.size());
  std::iota(root.begin(), root.end(), std::size_t{0});
  for (std::size_t i = 0; i < places.size(); ++i) {  // by step: an operand has its root before its result
    if (choice[i] < places[i].candidates.size()) root[places[i].result] = root[places[i].candidates[choice[i]]];
  }
  Shared shared{{}, std::vector<std::size_t>(lives.size())};
  std::vector<std::size_t> block(lives.size(), lives.size());
  for (std::size_t i = 0; i < lives.size(); ++i) {
    std::size_t& at = block[root[i]];
    if (at == lives.size()) {
      at = shared.blocks.size();
      shared.blocks.push_back({lives[i].bytes, lives[i].first, lives[i].last});
    }
    Block& one = shared.blocks[at];
    one = {std::max(one.bytes, lives[i].bytes), std::min(one.first, lives[i].first), std::max(one.last, lives[i].last)};
    shared.block_of[i] = at;
  }
  return shared;
}

/// Moves to the next choice of shared places; false behind the last one.
bool next_choice(const std::vector<SharedPlace>& places, std::vector<std::size_t>& choice) {
  for (std::size_t i = 0; i < choice.size(); ++i) {
    if (++choice[i] <= places[i].candidates.size()) return true;
    choice[i] = 0;
  }
  return false;
}

/// What TFLM and the chip do by themselves.
MemoryPlan plan_greedily(const graph::Graph& graph, const Order& order, const PlanOptions& options) {
  MemoryPlan plan;
  plan.order = order;
  plan.lives = find_lives(graph, order, options);
  plan.lower_bound = peak_of(graph, order, options);
  std::vector<Block> blocks;
  for (const Life& life : plan.lives) blocks.push_back({life.bytes, life.first, life.last});
  const Placement placement = place_largest_first(blocks);
  plan.offsets = placement.offsets;
  plan.bytes = plan.greedy_bytes = placement.bytes;
  return plan;
}

/// The best places for one order; lower_bound and optimal are said of this order.
MemoryPlan plan_order(const graph::Graph& graph, const Order& order, const PlanOptions& options,
                      std::size_t& steps_left) {
  MemoryPlan plan = plan_greedily(graph, order, options);
  const std::vector<SharedPlace> places = find_shared_places(graph, order, plan.lives);
  std::vector<std::size_t> choice(places.size(), 0);
  plan.optimal = true;
  for (std::size_t tries = 1;; ++tries) {
    const Shared shared = share(plan.lives, places, choice);
    const bool small = shared.blocks.size() <= most_searched;
    const Placement placement = small ? place_blocks(shared.blocks, steps_left) : place_largest_first(shared.blocks);
    plan.optimal = plan.optimal && placement.optimal;
    if (placement.bytes < plan.bytes || (tries == 1 && placement.bytes == plan.bytes)) {
      plan.bytes = placement.bytes;
      for (std::size_t i = 0; i < plan.lives.size(); ++i) plan.offsets[i] = placement.offsets[shared.block_of[i]];
    }
    if (plan.bytes == plan.lower_bound || !next_choice(places, choice)) break;
    steps_left -= std::min(steps_left, shared.blocks.size());
    if (tries == most_choices || !small || steps_left == 0) {
      plan.optimal = false;
      break;
    }
  }
  plan.optimal = plan.optimal || plan.bytes == plan.lower_bound;
  return plan;
}

/// Other orders may pack better than the one of the lowest peak. Returns whether all were looked at.
bool improve(const graph::Graph& graph, const PlanOptions& options, std::size_t& steps_left, MemoryPlan& best) {
  bool all_optimal = true;
  const bool all_seen =
      visit_orders(graph, options, best.bytes, most_order_steps, [&](const Order& order) -> std::int64_t {
        MemoryPlan plan = plan_order(graph, order, options, steps_left);
        all_optimal = all_optimal && plan.optimal;
        if (plan.bytes < best.bytes) best = std::move(plan);
        return steps_left == 0 ? 0 : best.bytes;
      });
  return all_seen && all_optimal && steps_left > 0;
}

}  // namespace

std::int64_t MemoryPlan::offset_of(graph::TensorId id) const {
  const auto found = std::find_if(lives.begin(), lives.end(), [id](const Life& life) { return life.tensor == id; });
  return found == lives.end() ? -1 : offsets[static_cast<std::size_t>(found - lives.begin())];
}

bool can_be_planned(const graph::Graph& graph) {
  std::vector<bool> written(graph.tensors.size(), false);
  bool once = true;
  const auto write = [&](graph::TensorId id) {
    once = once && !written[static_cast<std::size_t>(id)];
    written[static_cast<std::size_t>(id)] = true;
  };
  for (graph::TensorId id : graph.inputs) write(id);
  for (const graph::Node& node : graph.nodes) {
    for (graph::TensorId id : node.outputs) write(id);
  }
  return once && graph.nodes.size() <= most_planned && find_lives(graph, given_order(graph), {}).size() <= most_planned;
}

MemoryPlan plan_memory(const graph::Graph& graph, const PlanOptions& options) {
  if (!can_be_planned(graph))
    throw Error("memory plan", "is not made for tensors that are written twice, or more than " +
                                   std::to_string(most_planned) + " operators or activations");
  const OrderChoice choice = choose_order(graph, options, most_sets);
  std::size_t steps_left = most_placing_steps;
  MemoryPlan best = plan_order(graph, choice.order, options, steps_left);
  const std::int64_t bound = choice.bound;
  bool all_seen = best.optimal && options.keep_order;
  if (best.bytes > bound && !options.keep_order && graph.nodes.size() <= most_searched)
    all_seen = improve(graph, options, steps_left, best);
  best.lower_bound = bound;
  best.optimal = best.bytes == bound || all_seen;
  return best;
}

}  // namespace kvant::memory
