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
  const TensorLife* const end = lives + count;
  uint32_t needed = 0;
  for (;;) {
    TensorLife* next = nullptr;
    uint32_t largest = 0;
    for (TensorLife* life = lives; life != end; ++life) {
      if (life->data != no_data || life->bytes <= largest) continue;
      next = life;
      largest = life->bytes;
    }
    if (next == nullptr) return needed;
    next->data = arena_plan_detail::find_gap(lives, end, *next);
    if (next->data + largest > needed) needed = next->data + largest;
  }
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
