// SPDX-License-Identifier: Apache-2.0
// Each thread's working memory.
#include "linear/working_memory.h"

#include <cstddef>
#include <vector>

namespace kvant::linear {

float* working_floats(std::int64_t count) {
  constexpr std::size_t line = 16;
  thread_local std::vector<float> memory;
  if (memory.size() < static_cast<std::size_t>(count) + line) memory.resize(static_cast<std::size_t>(count) + line);
  const auto address = reinterpret_cast<std::uintptr_t>(memory.data());
  constexpr std::uintptr_t bytes = line * sizeof(float);
  return memory.data() + (bytes - address % bytes) % bytes / sizeof(float);
}

std::int64_t* working_places(std::int64_t count) {
  thread_local std::vector<std::int64_t> memory;
  if (memory.size() < static_cast<std::size_t>(count)) memory.resize(static_cast<std::size_t>(count));
  return memory.data();
}

}  // namespace kvant::linear
