// SPDX-License-Identifier: Apache-2.0
// A long sum in double that does not wait for itself.
#pragma once

#include <cstdint>

namespace kvant::train {

/// value(0) + ... + value(count - 1) in four sums, of which the next number goes to the next; what is left over goes to
/// the first. An addition takes as long as several can be under way.
template <class Value>
double side_by_side_sum(std::int64_t count, const Value& value) {
  constexpr std::int64_t together = 4;
  double sums[together] = {};
  std::int64_t i = 0;
  for (; i + together <= count; i += together) {
    for (std::int64_t k = 0; k < together; ++k) sums[k] += value(i + k);
  }
  for (; i < count; ++i) sums[0] += value(i);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace kvant::train
