// SPDX-License-Identifier: Apache-2.0
// Where random choices of one program come from: a seed, and a new stream of it for each choice.
#pragma once

#include "random/philox.h"

#include <cstdint>

namespace kvant::layers {

/// The same seed and the same order of calls give the same numbers on every machine.
struct SeedSource {
  std::uint64_t seed = 0;
  std::uint64_t streams_used = 0;

  random::Philox next() { return random::Philox(seed, streams_used++); }
};

}  // namespace kvant::layers
