// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where each activation lives in the arena: the chip's own small greedy planner.
#pragma once

#include <kvant_micro/core/status.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Where an operand's bytes are: a position in the model with the top bit set, an offset in the arena, or nowhere.
typedef uint32_t DataReference;
enum : uint32_t { in_model = 0x80000000u, no_data = 0xFFFFFFFFu };

enum : uint32_t { arena_alignment = 16, activation_alignment = 4, unknown_type = 15 };

/// A tensor's life: written at step first, read for the last time at step last.
struct TensorLife {
  uint32_t bytes : 28;
  uint32_t type : 4;  ///< a TensorType that kernels know, or unknown_type
  DataReference data;
  uint16_t first;
  uint16_t last;
};

inline uint32_t align_up(uint32_t value, uint32_t alignment) { return (value + alignment - 1) & ~(alignment - 1); }

namespace arena_plan_detail {

// While tensors wait for their place, each holds the next one's index in data, with the top bit set as in no_data.
enum : uint32_t { last_waiting = 0x7FFFFFFFu };

/// The index of the largest waiting life, out of the list that begins with "first".
inline uint32_t take_largest(TensorLife* lives, uint32_t& first) {
  uint32_t largest = first, before_largest = last_waiting;
  uint32_t before = first;
  for (uint32_t at = lives[first].data & ~in_model; at != last_waiting; at = lives[at].data & ~in_model) {
    if (lives[at].bytes > lives[largest].bytes) {
      largest = at;
      before_largest = before;
    }
    before = at;
  }
  if (before_largest == last_waiting)
    first = lives[largest].data & ~in_model;
  else
    lives[before_largest].data = lives[largest].data;
  return largest;
}

/// The lowest offset at which no life that is placed and overlaps in time covers a byte of next.
inline uint32_t find_gap(const TensorLife* lives, const TensorLife* end, const TensorLife& next) {
  uint32_t offset = 0;
  const TensorLife* other = lives;
  while (other != end) {
    const TensorLife& placed = *other++;
    if ((placed.data & in_model) != 0 || placed.data >= offset + next.bytes) continue;
    const uint32_t behind = placed.data + placed.bytes;
    if (offset >= behind || placed.first > next.last || placed.last < next.first) continue;
    offset = align_up(behind, activation_alignment);
    other = lives;  // from the first one again
  }
  return offset;
}

}  // namespace arena_plan_detail

/// Gives each life of some bytes whose data are no_data its offset: largest first, at the lowest place free during the
/// whole of its life. Returns the bytes needed. Quadratic in the number of tensors; no memory of its own.
inline uint32_t plan_arena(TensorLife* lives, uint32_t count) {
  uint32_t waiting = arena_plan_detail::last_waiting;
  for (uint32_t i = count; i-- > 0;) {
    if (lives[i].data != no_data || lives[i].bytes == 0) continue;
    lives[i].data = in_model | waiting;
    waiting = i;
  }
  uint32_t needed = 0;
  while (waiting != arena_plan_detail::last_waiting) {
    TensorLife& next = lives[arena_plan_detail::take_largest(lives, waiting)];
    next.data = arena_plan_detail::find_gap(lives, lives + count, next);
    const uint32_t end = next.data + next.bytes;
    if (end > needed) needed = end;
  }
  return needed;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
