// SPDX-License-Identifier: Apache-2.0
// Offsets for blocks of memory whose lives are known: greedy, and a search for the smallest arena.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kvant::memory {

/// One tensor, or several that lie in one place one after the other. Needed from step first to step last.
struct Block {
  std::int64_t bytes = 0;
  std::size_t first = 0;
  std::size_t last = 0;

  bool meets(const Block& other) const { return first <= other.last && other.first <= last; }
};

/// Where each block begins, and what they need together.
struct Placement {
  std::vector<std::int64_t> offsets;
  std::int64_t bytes = 0;
  bool optimal = false;  ///< no placement of these blocks needs less
};

/// The largest sum of blocks that live at one step: no placement needs less.
std::int64_t largest_sum(const std::vector<Block>& blocks);

/// Largest first, each at the lowest place that is free during its life: what TFLM and the chip do by themselves.
Placement place_largest_first(const std::vector<Block>& blocks);

/// The best placement that a search finds before its steps are used up; place_largest_first is where it begins.
Placement place_blocks(const std::vector<Block>& blocks, std::size_t& steps_left);

}  // namespace kvant::memory
