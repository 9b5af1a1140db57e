// SPDX-License-Identifier: Apache-2.0
// Placing blocks, as a search over the order of their offsets.
//
// In any placement blocks can be pushed down until each begins at 0 or at the end of another that it meets. Taken by
// ascending offset, each then begins at the highest end of those before it that it meets. So trying all orders, each
// block on top of the ones before it, finds the smallest arena. A branch is left when some step's height, with all that
// is still to come above it, is no less than the best arena known.
#include "memory/place_blocks.h"

#include <algorithm>
#include <numeric>

namespace kvant::memory {
namespace {

constexpr std::int64_t unplaced = -1;

std::size_t count_steps(const std::vector<Block>& blocks) {
  std::size_t steps = 0;
  for (const Block& block : blocks) steps = std::max(steps, block.last + 1);
  return steps;
}

/// Bytes alive at each step.
std::vector<std::int64_t> sums(const std::vector<Block>& blocks) {
  std::vector<std::int64_t> sums(count_steps(blocks), 0);
  for (const Block& block : blocks) {
    for (std::size_t step = block.first; step <= block.last; ++step) sums[step] += block.bytes;
  }
  return sums;
}

/// The lowest offset at which a block meets none of those that have a place.
std::int64_t lowest_gap(const std::vector<Block>& blocks, const std::vector<std::int64_t>& offsets,
                        const Block& wanted) {
  std::vector<std::pair<std::int64_t, std::int64_t>> taken;  // begin, end
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (offsets[i] != unplaced && blocks[i].meets(wanted)) taken.emplace_back(offsets[i], offsets[i] + blocks[i].bytes);
  }
  std::sort(taken.begin(), taken.end());
  std::int64_t offset = 0;
  for (const auto& [begin, end] : taken) {
    if (begin >= offset + wanted.bytes) break;
    offset = std::max(offset, end);
  }
  return offset;
}

class Search {
 public:
  Search(const std::vector<Block>& blocks, std::size_t& steps_left)
      : blocks_(blocks),
        best_(place_largest_first(blocks)),
        bound_(largest_sum(blocks)),
        steps_left_(steps_left),
        offsets_(blocks.size(), unplaced),
        heights_(count_steps(blocks), 0),
        waiting_(sums(blocks)) {}

  Placement run() {
    if (best_.bytes > bound_) descend(0, 0, 0);
    best_.optimal = best_.bytes == bound_ || steps_left_ > 0;
    return best_;
  }

 private:
  /// Where a block begins when it is laid on those it meets.
  std::int64_t height_below(const Block& block) const {
    return *std::max_element(heights_.begin() + static_cast<std::ptrdiff_t>(block.first),
                             heights_.begin() + static_cast<std::ptrdiff_t>(block.last) + 1);
  }

  bool can_be_better() const {
    for (std::size_t step = 0; step < heights_.size(); ++step) {
      if (heights_[step] + waiting_[step] >= best_.bytes) return false;
    }
    return true;
  }

  /// placed: how many blocks have a place. last: the one placed last, at last_offset: the next ones lie no lower, and
  /// at the same offset only with a larger index, as the order of those does not matter.
  void descend(std::size_t placed, std::size_t last, std::int64_t last_offset) {
    if (steps_left_ == 0 || best_.bytes == bound_) return;
    --steps_left_;
    if (placed == blocks_.size()) {
      best_.offsets = offsets_;
      best_.bytes = *std::max_element(heights_.begin(), heights_.end());
      return;
    }
    for (std::size_t i = 0; i < blocks_.size(); ++i) {
      if (offsets_[i] != unplaced) continue;
      const std::int64_t offset = height_below(blocks_[i]);
      if (placed > 0 && (offset < last_offset || (offset == last_offset && i < last))) continue;
      place(i, offset, placed);
    }
  }

  void place(std::size_t index, std::int64_t offset, std::size_t placed) {
    const Block& block = blocks_[index];
    const auto begin = heights_.begin() + static_cast<std::ptrdiff_t>(block.first);
    const std::vector<std::int64_t> before(begin, heights_.begin() + static_cast<std::ptrdiff_t>(block.last) + 1);
    offsets_[index] = offset;
    for (std::size_t step = block.first; step <= block.last; ++step) {
      heights_[step] = offset + block.bytes;
      waiting_[step] -= block.bytes;
    }
    if (can_be_better()) descend(placed + 1, index, offset);
    for (std::size_t step = block.first; step <= block.last; ++step) waiting_[step] += block.bytes;
    std::copy(before.begin(), before.end(), begin);
    offsets_[index] = unplaced;
  }

  const std::vector<Block>& blocks_;
  Placement best_;
  std::int64_t bound_;
  std::size_t& steps_left_;
  std::vector<std::int64_t> offsets_;
  std::vector<std::int64_t> heights_;  ///< of what has a place, at each step
  std::vector<std::int64_t> waiting_;  ///< bytes alive at each step that have no place yet
};

}  // namespace

std::int64_t largest_sum(const std::vector<Block>& blocks) {
  const std::vector<std::int64_t> all = sums(blocks);
  return all.empty() ? 0 : *std::max_element(all.begin(), all.end());
}

Placement place_largest_first(const std::vector<Block>& blocks) {
  std::vector<std::size_t> order(blocks.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return blocks[a].bytes != blocks[b].bytes ? blocks[a].bytes > blocks[b].bytes : a < b;
  });
  Placement placement{std::vector<std::int64_t>(blocks.size(), unplaced)};
  for (std::size_t i : order) {
    placement.offsets[i] = lowest_gap(blocks, placement.offsets, blocks[i]);
    placement.bytes = std::max(placement.bytes, placement.offsets[i] + blocks[i].bytes);
  }
  placement.optimal = placement.bytes == largest_sum(blocks);
  return placement;
}

Placement place_blocks(const std::vector<Block>& blocks, std::size_t& steps_left) {
  return Search(blocks, steps_left).run();
}

}  // namespace kvant::memory
