// SPDX-License-Identifier: Apache-2.0
// The chip's planner on the desk.
#include "memory/chip_plan.h"

#include <kvant_micro/core/arena_plan.h>

namespace kvant::memory {

ChipPlan chip_plan(const graph::Graph& graph) {
  ChipPlan plan;
  plan.lives = find_lives(graph, given_order(graph), {.alignment = 1});
  std::vector<kvant_micro::TensorLife> lives;
  for (const Life& life : plan.lives) {
    lives.push_back({static_cast<std::uint32_t>(life.bytes) & 0x0FFFFFFFu, 0, kvant_micro::no_data,
                     static_cast<std::uint16_t>(life.first), static_cast<std::uint16_t>(life.last)});
  }
  plan.bytes = kvant_micro::plan_arena(lives.data(), static_cast<std::uint32_t>(lives.size()));
  for (const kvant_micro::TensorLife& life : lives) plan.offsets.push_back(life.data);
  return plan;
}

}  // namespace kvant::memory
