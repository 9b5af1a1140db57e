// SPDX-License-Identifier: Apache-2.0
// Plans that can be made by hand.
#include "memory/memory_plan.h"

#include "memory/test_graphs.h"

#include <kvant/types/error.h>

#include <doctest/doctest.h>

namespace {

using namespace kvant;
using namespace kvant::memory;

TEST_CASE("a chain needs its largest pair of neighbours") {
  Builder builder;
  const auto x = builder.input(640);
  const auto a = builder.node(fully_connected, {x}, 128);
  const auto b = builder.node(fully_connected, {a}, 96);
  builder.graph.outputs = {builder.node(fully_connected, {b}, 8)};
  const MemoryPlan plan = plan_memory(builder.graph);
  CHECK(plan.bytes == 768);
  CHECK(plan.lower_bound == 768);
  CHECK(plan.optimal);
}

TEST_CASE("an addition takes the place of an operand that nobody else needs") {
  Builder builder;
  const auto x = builder.input(96);
  const auto a = builder.node(fully_connected, {x}, 96);
  const auto b = builder.node(fully_connected, {x}, 96);
  const auto sum = builder.node(add, {a, b}, 96);
  builder.graph.outputs = {builder.node(relu, {sum}, 96)};
  const MemoryPlan plan = plan_memory(builder.graph);
  CHECK(plan.bytes == 3 * 96);
  CHECK(plan.offset_of(sum) == plan.offset_of(a));
  CHECK(plan.offset_of(builder.graph.outputs[0]) == plan.offset_of(a));
  CHECK(plan.optimal);

  builder.graph.outputs.push_back(a);  // now somebody else does
  const MemoryPlan other = plan_memory(builder.graph);
  CHECK(other.offset_of(sum) == other.offset_of(b));
}

TEST_CASE("a result of other size takes nobody's place, and a reshape does") {
  Builder builder;
  const auto x = builder.input(64);
  const auto column = builder.input(16);
  const auto sum = builder.node(add, {column, x}, 64);
  builder.graph.outputs = {builder.node(reshape, {sum}, 64)};
  const MemoryPlan plan = plan_memory(builder.graph);
  CHECK(plan.bytes == 80);
  CHECK(plan.offset_of(sum) == plan.offset_of(x));
  CHECK(plan.offset_of(builder.graph.outputs[0]) == plan.offset_of(x));
  Builder grown;
  const auto small = grown.input(16);
  const auto other = grown.input(48);
  grown.graph.outputs = {grown.node(add, {small, small}, 64), other};
  CHECK(plan_memory(grown.graph).bytes == 16 + 64 + 48);
}

TEST_CASE("branches run one after the other") {
  // Two branches that each swell: side by side both would be swollen at once.
  Builder builder;
  const auto x = builder.input(16);
  const auto a = builder.node(fully_connected, {x}, 512);
  const auto b = builder.node(fully_connected, {x}, 512);
  const auto small_a = builder.node(fully_connected, {a}, 16);
  const auto small_b = builder.node(fully_connected, {b}, 16);
  builder.graph.outputs = {builder.node(fully_connected, {small_a, small_b}, 16)};
  const MemoryPlan plan = plan_memory(builder.graph);
  CHECK(plan.order == Order{0, 2, 1, 3, 4});
  CHECK(plan.bytes == 16 + 512 + 16);
  CHECK(plan.optimal);
  const MemoryPlan kept = plan_memory(builder.graph, {.keep_order = true});
  CHECK(kept.order == Order{0, 1, 2, 3, 4});
  CHECK(kept.bytes == 512 + 512 + 16);
  CHECK(kept.optimal);
}

TEST_CASE("without the ends only what lies between them has a place") {
  Builder builder;
  const auto x = builder.input(100);
  const auto a = builder.node(fully_connected, {x}, 30);
  const auto b = builder.node(fully_connected, {a}, 5);
  builder.graph.outputs = {builder.node(relu, {b}, 5)};
  const MemoryPlan plan = plan_memory(builder.graph, {.alignment = 4, .with_ends = false});
  CHECK(plan.offset_of(x) == -1);
  CHECK(plan.offset_of(builder.graph.outputs[0]) == -1);
  CHECK(plan.bytes == 40);  // 32 and 8
}

TEST_CASE("graphs without operators, and what is not planned") {
  Builder builder;
  const auto x = builder.input(20);
  builder.graph.outputs = {x};
  CHECK(plan_memory(builder.graph).bytes == 32);
  CHECK(plan_memory({}).bytes == 0);

  Builder twice;
  const auto in = twice.input(16);
  const auto out = twice.node(relu, {in}, 16);
  twice.graph.nodes.push_back(twice.graph.nodes[0]);
  twice.graph.outputs = {out};
  CHECK_THROWS_AS(plan_memory(twice.graph), Error);

  Numbers numbers{11};
  const MemoryPlan largest = plan_memory(random_graph(numbers, most_planned - 2));  // greedy, and soon done
  CHECK(largest.bytes <= largest.greedy_bytes);

  Builder large;
  auto last = large.input(16);
  for (std::size_t i = 0; i <= most_planned; ++i) last = large.node(relu, {last}, 16);
  large.graph.outputs = {last};
  CHECK_THROWS_AS(plan_memory(large.graph), Error);
}

}  // namespace
