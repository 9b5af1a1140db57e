// SPDX-License-Identifier: Apache-2.0
// Counts calls of operator new. A unit of its own: where a compiler sees both halves at once, it warns of the pair.
#include "train/allocation_count.h"

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {
std::atomic<std::int64_t> count{0};
}

void* operator new(std::size_t size) {
  ++count;
  if (void* memory = std::malloc(size ? size : 1)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace kvant::train {
std::int64_t allocation_count() { return count; }
}  // namespace kvant::train
