// SPDX-License-Identifier: Apache-2.0
// Asking for large pages.
#include "linear/float_memory.h"

#include <cstddef>
#include <cstring>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace kvant::linear {

FloatMemory::FloatMemory(std::int64_t count) : size_(count) {
  if (count == 0) return;
  constexpr std::size_t line = 64, large_page = std::size_t{1} << 21;
  const std::size_t bytes = static_cast<std::size_t>(count) * sizeof(float);
  const std::size_t unit = bytes >= 2 * large_page ? large_page : line;
  const std::size_t whole = (bytes + unit - 1) / unit * unit;
  void* const memory = std::aligned_alloc(unit, whole);
  if (memory == nullptr) throw std::bad_alloc();
#if defined(__linux__)
  if (unit == large_page) ::madvise(memory, whole, MADV_HUGEPAGE);  // a wish: without it, it is only slower
#endif
  std::memset(memory, 0, bytes);
  memory_.reset(static_cast<float*>(memory));
}

}  // namespace kvant::linear
