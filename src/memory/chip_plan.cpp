// SPDX-License-Identifier: Apache-2.0
// The chip's planner on the desk.
#include "memory/chip_plan.h"

#include "memory/stored_plan_format.h"

#include <kvant_micro/core/arena_plan.h>

#include <algorithm>

namespace kvant::memory {

ChipPlan chip_plan(const graph::Graph& graph) {
  ChipPlan plan;
  plan.lives = find_lives(graph, given_order(graph), {.alignment = 1});
  const std::optional<std::vector<std::int32_t>> stored = read_stored_plan(graph);
  plan.stored = stored.has_value();
  std::vector<kvant_micro::TensorLife> lives;
  for (const Life& life : plan.lives) {
    const std::int32_t offset = stored ? stored->at(static_cast<std::size_t>(life.tensor)) : -1;
    lives.push_back({static_cast<std::uint32_t>(life.bytes) & 0x0FFFFFFFu, 0, static_cast<std::uint32_t>(offset),
                     static_cast<std::uint16_t>(life.first), static_cast<std::uint16_t>(life.last)});
  }
  kvant_micro::plan_arena(lives.data(), static_cast<std::uint32_t>(lives.size()));
  for (const kvant_micro::TensorLife& life : lives) {
    plan.offsets.push_back(life.data);
    plan.bytes = std::max<std::int64_t>(plan.bytes, std::int64_t{life.data} + life.bytes);
  }
  return plan;
}

}  // namespace kvant::memory
