// SPDX-License-Identifier: Apache-2.0
// Stands before the C library's allocator. A sanitizer stands there itself, and calls back.
#include "allocation_count.h"

#include <atomic>
#include <cerrno>
#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KVANT_UNDER_SANITIZER
#endif
#endif

namespace {
std::atomic<std::int64_t> count{0};
}

#ifdef KVANT_UNDER_SANITIZER

#include <sanitizer/allocator_interface.h>

namespace {
void note_allocation(const volatile void*, std::size_t) { ++count; }
void note_release(const volatile void*) {}
const int installed = __sanitizer_install_malloc_and_free_hooks(note_allocation, note_release);
}  // namespace

#else

extern "C" {
// glibc's allocator under its other names.
// NOLINTBEGIN(readability-identifier-naming)
void* __libc_malloc(std::size_t size) noexcept;
void* __libc_calloc(std::size_t items, std::size_t size) noexcept;
void* __libc_realloc(void* memory, std::size_t size) noexcept;
void* __libc_memalign(std::size_t alignment, std::size_t size) noexcept;
// NOLINTEND(readability-identifier-naming)

void* malloc(std::size_t size) noexcept {
  ++count;
  return __libc_malloc(size);
}
void* calloc(std::size_t items, std::size_t size) noexcept {
  ++count;
  return __libc_calloc(items, size);
}
void* realloc(void* memory, std::size_t size) noexcept {
  ++count;
  return __libc_realloc(memory, size);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  ++count;
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept { return memalign(alignment, size); }
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  void* const found = memalign(alignment, size);
  if (found == nullptr) return ENOMEM;
  *memory = found;
  return 0;
}
}

#endif

namespace kvant::test {
std::int64_t allocation_count() { return count; }
}  // namespace kvant::test
