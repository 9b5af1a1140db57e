// SPDX-License-Identifier: Apache-2.0
// set_seed() and the generator that all random choices draw from.
#include "kvant/random_seed.h"

#include <kvant/random.h>

namespace kvant {

layers::SeedSource& seed_source() {
  static layers::SeedSource source;
  return source;
}

void set_seed(std::uint64_t seed) { seed_source() = {.seed = seed, .streams_used = 0}; }

std::uint64_t current_seed() { return seed_source().seed; }

}  // namespace kvant
