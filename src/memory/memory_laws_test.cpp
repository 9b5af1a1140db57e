// SPDX-License-Identifier: Apache-2.0
// Plans of any graphs against all plans there are, and against the rules that every plan keeps.
#include "memory/execution_order.h"
#include "memory/memory_plan.h"
#include "memory/place_blocks.h"
#include "memory/test_graphs.h"
#include "ops/record.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <numeric>

namespace {

using namespace kvant;
using namespace kvant::memory;

/// Whether two activations may overlap: in place, at one operator, beginning at the same byte.
bool may_share(const graph::Graph& graph, const MemoryPlan& plan, std::size_t operand, std::size_t result) {
  const Life &dying = plan.lives[operand], &born = plan.lives[result];
  if (dying.last != born.first || plan.offsets[operand] != plan.offsets[result] || dying.bytes != born.bytes)
    return false;
  const graph::Node& node = graph.nodes[plan.order[born.first]];
  const bool reads = std::find(node.inputs.begin(), node.inputs.end(), dying.tensor) != node.inputs.end();
  return reads && node.outputs[0] == born.tensor && ops::record_of(node).in_place;
}

/// The rules of every plan.
void check_plan(const graph::Graph& graph, const MemoryPlan& plan, const PlanOptions& options) {
  REQUIRE(plan.order.size() == graph.nodes.size());
  std::vector<bool> known(graph.tensors.size(), false);
  for (graph::TensorId id : graph.inputs) known[static_cast<std::size_t>(id)] = true;
  for (std::size_t node : plan.order) {
    for (graph::TensorId id : graph.nodes[node].inputs) REQUIRE(known[static_cast<std::size_t>(id)]);
    for (graph::TensorId id : graph.nodes[node].outputs) known[static_cast<std::size_t>(id)] = true;
  }
  std::int64_t end = 0;
  for (std::size_t i = 0; i < plan.lives.size(); ++i) {
    REQUIRE(plan.offsets[i] >= 0);
    REQUIRE(plan.offsets[i] % options.alignment == 0);
    end = std::max(end, plan.offsets[i] + plan.lives[i].bytes);
    for (std::size_t k = 0; k < i; ++k) {
      const Life &one = plan.lives[i], &other = plan.lives[k];
      const bool in_time = one.first <= other.last && other.first <= one.last;
      const bool in_space =
          plan.offsets[i] < plan.offsets[k] + other.bytes && plan.offsets[k] < plan.offsets[i] + one.bytes;
      if (in_time && in_space) REQUIRE((may_share(graph, plan, i, k) || may_share(graph, plan, k, i)));
    }
  }
  CHECK(plan.bytes == end);
  CHECK(plan.lower_bound <= plan.bytes);
  CHECK(plan.bytes <= plan.greedy_bytes);
  if (plan.bytes == plan.lower_bound) CHECK(plan.optimal);
}

/// The least bytes of these blocks: every sequence of them, each at the lowest free place.
std::int64_t least_bytes(const std::vector<Block>& blocks) {
  std::vector<std::size_t> sequence(blocks.size());
  std::iota(sequence.begin(), sequence.end(), std::size_t{0});
  std::int64_t least = INT64_MAX;
  do {
    std::vector<std::int64_t> offsets(blocks.size(), -1);
    std::int64_t bytes = 0;
    for (std::size_t i : sequence) {
      const auto is_free = [&](std::int64_t offset) {
        for (std::size_t k = 0; k < blocks.size(); ++k) {
          const bool meets = offsets[k] >= 0 && blocks[k].first <= blocks[i].last && blocks[i].first <= blocks[k].last;
          if (meets && offset < offsets[k] + blocks[k].bytes && offsets[k] < offset + blocks[i].bytes) return false;
        }
        return true;
      };
      std::int64_t offset = 0;
      while (!is_free(offset)) offset += 16;
      offsets[i] = offset;
      bytes = std::max(bytes, offset + blocks[i].bytes);
    }
    least = std::min(least, bytes);
  } while (std::next_permutation(sequence.begin(), sequence.end()));
  return least;
}

/// All orders of a graph.
void for_all_orders(const graph::Graph& graph, Order& order, const std::function<void()>& visit) {
  if (order.size() == graph.nodes.size()) return visit();
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
    if (std::find(order.begin(), order.end(), node) != order.end()) continue;
    const auto& needed = graph.nodes[node].inputs;
    const bool ready = std::all_of(needed.begin(), needed.end(), [&](graph::TensorId id) {
      const int producer = graph.producer(id);
      return producer < 0 || std::find(order.begin(), order.end(), static_cast<std::size_t>(producer)) != order.end();
    });
    if (!ready) continue;
    order.push_back(node);
    for_all_orders(graph, order, visit);
    order.pop_back();
  }
}

/// The least bytes over all ways in which results take the places of operands. from: the next place to decide on.
std::int64_t least_shared(std::vector<Block> blocks, const std::vector<std::size_t>& block_of,
                          const std::vector<SharedPlace>& places, std::size_t from) {
  if (from == places.size()) {
    blocks.erase(std::remove_if(blocks.begin(), blocks.end(), [](const auto& block) { return block.bytes == 0; }),
                 blocks.end());
    return least_bytes(blocks);
  }
  std::int64_t least = least_shared(blocks, block_of, places, from + 1);
  for (std::size_t candidate : places[from].candidates) {
    std::vector<Block> merged = blocks;
    std::vector<std::size_t> moved = block_of;
    const std::size_t into = block_of[candidate], away = block_of[places[from].result];
    merged[into].last = std::max(merged[into].last, merged[away].last);
    merged[away].bytes = 0;
    std::replace(moved.begin(), moved.end(), away, into);
    least = std::min(least, least_shared(merged, moved, places, from + 1));
  }
  return least;
}

std::int64_t least_of_all(const graph::Graph& graph) {
  std::int64_t least = INT64_MAX;
  Order order;
  for_all_orders(graph, order, [&] {
    const auto lives = find_lives(graph, order, {});
    std::vector<Block> blocks;
    for (const Life& life : lives) blocks.push_back({life.bytes, life.first, life.last});
    std::vector<std::size_t> block_of(lives.size());
    std::iota(block_of.begin(), block_of.end(), std::size_t{0});
    least = std::min(least, least_shared(blocks, block_of, find_shared_places(graph, order, lives), 0));
  });
  return least;
}

TEST_CASE("no plan of a small graph needs less, of all orders, shared places and offsets") {
  Numbers numbers{1};
  int better_than_greedy = 0, above_bound = 0;
  for (int i = 0; i < 300; ++i) {
    const graph::Graph graph = random_graph(numbers, 2 + numbers.below(3));
    const MemoryPlan plan = plan_memory(graph);
    check_plan(graph, plan, {});
    CAPTURE(i);
    REQUIRE(plan.optimal);
    REQUIRE(plan.bytes == least_of_all(graph));
    better_than_greedy += plan.bytes < plan.greedy_bytes ? 1 : 0;
    above_bound += plan.bytes > plan.lower_bound ? 1 : 0;
  }
  CHECK(better_than_greedy > 10);
  MESSAGE("better than greedy: ", better_than_greedy, ", above the lower bound: ", above_bound);
}

TEST_CASE("blocks that the greedy placement does not fit together, the search does") {
  Numbers numbers{7};
  int better = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<Block> blocks;
    for (std::size_t k = 0; k < 6; ++k) {
      const std::size_t first = numbers.below(6);
      blocks.push_back({static_cast<std::int64_t>(16 * (1 + numbers.below(5))), first, first + numbers.below(4)});
    }
    std::size_t steps = 100000;
    const Placement best = place_blocks(blocks, steps);
    REQUIRE(best.optimal);
    REQUIRE(best.bytes == least_bytes(blocks));
    better += best.bytes < place_largest_first(blocks).bytes ? 1 : 0;
  }
  CHECK(better > 0);
  MESSAGE("better than greedy: ", better);
}

TEST_CASE("in larger graphs no two living tensors overlap, and the same graph gives the same plan") {
  Numbers numbers{3};
  int optimal = 0;
  for (std::size_t i = 0; i < 60; i += 3) {
    const graph::Graph graph = random_graph(numbers, 5 + i);
    for (const PlanOptions options :
         {PlanOptions{}, PlanOptions{.alignment = 4, .with_ends = false}, PlanOptions{.keep_order = true}}) {
      const MemoryPlan plan = plan_memory(graph, options);
      check_plan(graph, plan, options);
      CHECK(plan.bytes <= plan_memory(graph, {options.alignment, options.with_ends, true}).bytes);
      const MemoryPlan again = plan_memory(graph, options);
      CHECK(again.order == plan.order);
      CHECK(again.offsets == plan.offsets);
      optimal += plan.optimal ? 1 : 0;
    }
  }
  MESSAGE("optimal: ", optimal, " of 60");
}

TEST_CASE("the bound of an order search that was cut short holds") {
  Numbers numbers{5};
  for (int i = 0; i < 40; ++i) {
    const graph::Graph graph = random_graph(numbers, 8);
    const auto best = choose_order(graph, {}, 100000);
    CHECK(best.peak == best.bound);
    CHECK(best.peak == peak_of(graph, best.order, {}));
    const auto cut = choose_order(graph, {}, 4);
    CHECK(cut.bound <= best.peak);
    CHECK(cut.peak >= best.peak);
  }
}

}  // namespace
