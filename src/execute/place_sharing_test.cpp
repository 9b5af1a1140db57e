// SPDX-License-Identifier: Apache-2.0
// Blocks that are needed at once never overlap, and others share.
#include "execute/place_sharing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using kvant::execute::Block;
using kvant::execute::share_places;

TEST_CASE("what is no longer needed gives its place to what comes") {
  std::vector<Block> chain = {{.size = 10, .first = 0, .last = 1},
                              {.size = 10, .first = 1, .last = 2},
                              {.size = 10, .first = 2, .last = 3},
                              {.size = 0, .first = 0, .last = 9},
                              {.size = 5, .first = 3, .last = 4}};
  CHECK(share_places(chain) == 20);
  CHECK(chain[2].place == 0);
  CHECK(chain[4].place == 10);
}

TEST_CASE("a result takes the place of the operand that ends with it") {
  std::vector<Block> blocks = {{.size = 10, .first = 0, .last = 1}, {.size = 10, .first = 1, .last = 2, .onto = 0}};
  CHECK(share_places(blocks) == 10);
  blocks[0].last = 2;  // it is still needed
  CHECK(share_places(blocks) == 20);
}

TEST_CASE("blocks that are needed at once never overlap") {
  std::uint32_t seed = 1;
  const auto draw = [&](std::uint32_t below) {
    seed = seed * 1664525u + 1013904223u;
    return static_cast<std::int64_t>((seed >> 8) % below);
  };
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<Block> blocks(40);
    for (Block& block : blocks) {
      block.size = draw(20);
      block.first = draw(30);
      block.last = block.first + draw(10);
    }
    const std::int64_t total = share_places(blocks);
    for (const Block& a : blocks) {
      CHECK(a.place + a.size <= total);
      for (const Block& b : blocks) {
        const bool at_once = &a != &b && a.first <= b.last && b.first <= a.last && a.size > 0 && b.size > 0;
        const bool apart = a.place + a.size <= b.place || b.place + b.size <= a.place;
        CHECK((!at_once || apart));
      }
    }
  }
}
