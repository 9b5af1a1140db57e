// SPDX-License-Identifier: Apache-2.0
// Each thread's working memory.
#include "linear/working_memory.h"

#include "linear/float_memory.h"

#include <cstddef>
#include <vector>

namespace kvant::linear {
namespace {

template <class Number>
Number* grown(std::vector<Number>& memory, std::int64_t count) {
  if (memory.size() < static_cast<std::size_t>(count)) memory.resize(static_cast<std::size_t>(count));
  return memory.data();
}

}  // namespace

float* working_floats(std::int64_t count) {
  constexpr std::int64_t line = 16;  // vectors may be read beyond the last
  thread_local FloatMemory memory;
  if (memory.size() < count) memory = FloatMemory(count + line);
  return memory.data();
}

double* working_doubles(std::int64_t count) {
  thread_local std::vector<double> memory;
  return grown(memory, count);
}

std::int64_t* working_places(std::int64_t count) {
  thread_local std::vector<std::int64_t> memory;
  return grown(memory, count);
}

}  // namespace kvant::linear
