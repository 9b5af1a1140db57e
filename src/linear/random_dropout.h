// SPDX-License-Identifier: Apache-2.0
// Dropping numbers at random: the words of Philox4x32-10 (random/philox.h), many blocks at a time.
#pragma once

#include <cstdint>

namespace kvant::linear {

/// Number i looks at word i % 4 of the block whose counter is (i / 4, counter[0], counter[1], counter[2]).
struct Dropout {
  std::uint32_t key[2];
  std::uint32_t counter[3];
  std::uint32_t kept;  ///< the largest word with which a number stays
  float growth;        ///< what a number that stays is multiplied by
};

/// factors = growth or 0, y = x * factors, for count numbers; count is at most 2^34.
void drop_at_random(const Dropout& dropout, const float* x, float* factors, float* y, std::int64_t count);

}  // namespace kvant::linear
