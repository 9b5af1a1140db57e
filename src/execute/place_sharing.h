// SPDX-License-Identifier: Apache-2.0
// Places for blocks of numbers that are needed for a while each: those needed at once lie apart, others may share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace kvant::execute {

struct Block {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::int64_t size = 0;
  std::int64_t first = 0, last = 0;  ///< moments at which it is needed, both included
  std::size_t onto = none;           ///< a block of no less size whose place it takes, if that one ends as it begins
  std::int64_t place = 0;            ///< what share_places chooses
};

/// Chooses the places, the lowest that are free, for the blocks in order of their first moments; blocks of size 0 get
/// none. Returns the size of all together.
std::int64_t share_places(std::span<Block> blocks);

}  // namespace kvant::execute
