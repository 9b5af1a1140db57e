// SPDX-License-Identifier: Apache-2.0
// A small pool of threads for work that falls into independent parts.
#pragma once

#include <cstdint>

namespace kvant::linear {

/// Threads that parallel_parts may use, this one included: KVANT_THREADS, else the machine's, at most 16.
int thread_count();

/// Calls work(context, part) for every part in [0, parts), on several threads, and waits for all. Allocates nothing. On
/// the calling thread alone while another call is under way: from another thread, or from inside such work.
void parallel_parts(std::int64_t parts, void (*work)(void* context, std::int64_t part), void* context);

/// The same of a callable: work(part).
template <class Work>
void for_each_part(std::int64_t parts, const Work& work) {
  const auto call = [](void* context, std::int64_t part) { (*static_cast<const Work*>(context))(part); };
  parallel_parts(parts, call, const_cast<Work*>(&work));
}

/// What a number costs that is read, changed a little and written, in multiply-adds of a product.
inline constexpr std::int64_t number_cost = 16;

/// Parts worth dealing to threads when there are at most this many pieces of work and multiply_adds in all: 1 for
/// little work, else some for each thread.
std::int64_t worthwhile_parts(std::int64_t pieces, std::int64_t multiply_adds);

/// work(first, count) for stretches of count numbers, on several threads where they are many. cost: what one number
/// costs, in multiply-adds of a product. Every stretch but the last begins and ends at a multiple of 16384.
template <class Work>
void for_each_stretch(std::int64_t count, std::int64_t cost, const Work& work) {
  constexpr std::int64_t stretch = 16384;
  const std::int64_t stretches = (count + stretch - 1) / stretch;
  if (stretches == 0) return;
  const std::int64_t parts = worthwhile_parts(stretches, cost * count);
  for_each_part(parts, [&](std::int64_t part) {
    const std::int64_t first = part * stretches / parts * stretch, end = (part + 1) * stretches / parts * stretch;
    work(first, (end < count ? end : count) - first);
  });
}

}  // namespace kvant::linear
