// SPDX-License-Identifier: Apache-2.0
// The lowest free place for each block.
#include "execute/place_sharing.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace kvant::execute {
namespace {

/// The lowest place where size numbers fit between blocks, which are in order of their places.
std::int64_t lowest_gap(const std::vector<const Block*>& taken, std::int64_t size) {
  std::int64_t place = 0;
  for (const Block* block : taken) {
    if (block->place - place >= size) break;
    place = std::max(place, block->place + block->size);
  }
  return place;
}

}  // namespace

std::int64_t share_places(std::span<Block> blocks) {
  std::vector<std::size_t> order(blocks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(blocks[a].first, a) < std::pair(blocks[b].first, b);
  });
  std::vector<const Block*> alive;  // by place
  std::int64_t total = 0;
  for (const std::size_t index : order) {
    Block& block = blocks[index];
    if (block.size == 0) continue;
    const Block* below = block.onto == Block::none ? nullptr : &blocks[block.onto];
    if (below != nullptr && (below->last != block.first || below->size < block.size)) below = nullptr;
    std::erase_if(alive, [&](const Block* other) { return other->last < block.first || other == below; });
    block.place = below != nullptr ? below->place : lowest_gap(alive, block.size);
    const auto after = std::upper_bound(alive.begin(), alive.end(), block.place,
                                        [](std::int64_t place, const Block* other) { return place < other->place; });
    alive.insert(after, &block);
    total = std::max(total, block.place + block.size);
  }
  return total;
}

}  // namespace kvant::execute
