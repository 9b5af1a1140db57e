// SPDX-License-Identifier: Apache-2.0
// Every part is done once, whoever calls and from wherever.
#include "linear/threads.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

using namespace kvant::linear;

namespace {

using Counts = std::vector<std::atomic<int>>;

bool all_once(const Counts& counts) {
  for (const std::atomic<int>& count : counts) {
    if (count != 1) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("every part is done once") {
  for (const std::int64_t parts : {0, 1, 2, 3, 7, 100}) {
    Counts counts(static_cast<std::size_t>(parts));
    for_each_part(parts, [&](std::int64_t part) { ++counts[static_cast<std::size_t>(part)]; });
    CHECK(all_once(counts));
  }
}

TEST_CASE("work may deal parts itself") {
  Counts counts(8 * 5);
  for_each_part(8, [&](std::int64_t outer) {
    for_each_part(5, [&](std::int64_t inner) { ++counts[static_cast<std::size_t>(outer * 5 + inner)]; });
  });
  CHECK(all_once(counts));
}

TEST_CASE("two threads may call at once") {
  constexpr std::int64_t rounds = 200, parts = 16;
  Counts first(rounds * parts), second(rounds * parts);
  const auto deal = [](Counts& counts) {
    for (std::int64_t round = 0; round < rounds; ++round)
      for_each_part(parts, [&](std::int64_t part) { ++counts[static_cast<std::size_t>(round * parts + part)]; });
  };
  std::thread other([&] { deal(second); });
  deal(first);
  other.join();
  CHECK(all_once(first));
  CHECK(all_once(second));
}

TEST_CASE("stretches follow each other without a gap") {
  for (const std::int64_t count : {0, 1, 16384, 100000}) {
    Counts counts(static_cast<std::size_t>(count));
    for_each_stretch(count, 1000, [&](std::int64_t first, std::int64_t some) {
      for (std::int64_t i = first; i < first + some; ++i) ++counts[static_cast<std::size_t>(i)];
    });
    CHECK(all_once(counts));
  }
}
