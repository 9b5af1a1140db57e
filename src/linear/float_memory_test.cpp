// SPDX-License-Identifier: Apache-2.0
// Memory is 0 and begins a cache line, small or in large pages.
#include "linear/float_memory.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

using kvant::linear::FloatMemory;

TEST_CASE("memory begins with a cache line and is 0 to its end") {
  for (const std::int64_t count : {1, 15, 16, 1000, 1 << 20, (1 << 20) + 1}) {
    const FloatMemory memory(count);
    CHECK(memory.size() == count);
    CHECK(reinterpret_cast<std::uintptr_t>(memory.data()) % 64 == 0);
    CHECK(std::all_of(memory.data(), memory.data() + count, [](float number) { return number == 0.0f; }));
  }
}

TEST_CASE("none is no memory, and memory moves") {
  CHECK(FloatMemory(0).data() == nullptr);
  FloatMemory first(10);
  first.data()[9] = 3.0f;
  const FloatMemory second = std::move(first);
  CHECK(second.data()[9] == 3.0f);
}
