// SPDX-License-Identifier: Apache-2.0
// The optimizer of a recipe and its learning rate.
#pragma once

#include "kvant/recipe_section.h"

#include <kvant/optimizers.h>

namespace kvant::recipes {

/// The key optimizer of [compile]: a name, or a table with name and settings. Default: adam.
Optimizer read_optimizer(Section& compile);

}  // namespace kvant::recipes
