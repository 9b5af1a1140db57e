// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where each activation lives in the arena: the chip's own small greedy planner.
#pragma once

#include <kvant_micro/core/status.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

enum : uint32_t { arena_alignment = 16, activation_alignment = 4, not_placed = 0xFFFFFFFFu };

/// A tensor's life: written at step first, read for the last time at step last. bytes 0: lives outside the arena.
struct TensorLife {
  uint32_t bytes;
  uint32_t offset;
  uint16_t first;
  uint16_t last;
};

inline uint32_t align_up(uint32_t value, uint32_t alignment) { return (value + alignment - 1) & ~(alignment - 1); }

/// Gives each life an offset: largest first, at the lowest place free during the whole of its life.
/// Returns the bytes needed. Quadratic in the number of tensors that are alive together; no memory of its own.
inline uint32_t plan_arena(TensorLife* lives, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) lives[i].offset = not_placed;
  uint32_t needed = 0;
  for (;;) {
    TensorLife* next = nullptr;
    for (uint32_t i = 0; i < count; ++i) {
      if (lives[i].bytes != 0 && lives[i].offset == not_placed && (next == nullptr || lives[i].bytes > next->bytes)) {
        next = &lives[i];
      }
    }
    if (next == nullptr) return needed;
    uint32_t offset = 0;
    for (bool moved = true; moved;) {
      moved = false;
      for (uint32_t i = 0; i < count; ++i) {
        const TensorLife& other = lives[i];
        if (other.offset == not_placed || other.first > next->last || other.last < next->first) continue;
        if (offset < other.offset + other.bytes && other.offset < offset + next->bytes) {
          offset = align_up(other.offset + other.bytes, activation_alignment);
          moved = true;
        }
      }
    }
    next->offset = offset;
    if (offset + next->bytes > needed) needed = offset + next->bytes;
  }
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
