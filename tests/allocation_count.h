// SPDX-License-Identifier: Apache-2.0
// For tests: how often the program has asked for memory.
#pragma once

#include <cstdint>

namespace kvant::test {

/// Calls so far, by any thread, of malloc, calloc, realloc, memalign, aligned_alloc or posix_memalign, whoever makes
/// them: operator new and the C library's own functions do, too. A test executable that calls this counts from its
/// start on.
std::int64_t allocation_count();

}  // namespace kvant::test
