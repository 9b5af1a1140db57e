// SPDX-License-Identifier: Apache-2.0
// A small pool of threads for work that falls into independent parts.
#pragma once

#include <cstdint>

namespace kvant::linear {

/// Threads that parallel_parts may use, this one included: KVANT_THREADS, else the machine's, at most 16.
int thread_count();

/// Calls work(context, part) for every part in [0, parts), on several threads, and waits for all. Allocates nothing.
/// Not to be called from inside such work.
void parallel_parts(std::int64_t parts, void (*work)(void* context, std::int64_t part), void* context);

}  // namespace kvant::linear
