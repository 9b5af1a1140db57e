// SPDX-License-Identifier: Apache-2.0
// The program's seed, as the rooms take it.
#pragma once

#include "layers/seed_source.h"

namespace kvant {

/// One for the program: set_seed() starts it anew.
layers::SeedSource& seed_source();

}  // namespace kvant
