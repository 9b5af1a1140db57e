// SPDX-License-Identifier: Apache-2.0
// For tests: random shapes, options and numbers for every operator that has a gradient.
#pragma once

#include "ops/gradient_trial.h"
#include "random/philox.h"

#include <span>

namespace kvant::ops {

/// What cases draw from.
class Random {
 public:
  explicit Random(std::uint64_t seed) : numbers_(seed, 77) {}

  /// A whole number of [low, high].
  std::int64_t whole(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(numbers_.next() % static_cast<std::uint32_t>(high - low + 1));
  }
  bool coin() { return whole(0, 1) == 1; }
  float between(float low, float high) { return low + (high - low) * numbers_.uniform(); }

 private:
  random::Philox numbers_;
};

struct GradientCase {
  std::int32_t code;
  const char* description;
  GradientTrial (*make)(Random& random);
};

/// By record, at least one; a case may be of an operator that has no record.
std::span<const GradientCase> gradient_cases();

}  // namespace kvant::ops
