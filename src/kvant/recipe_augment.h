// SPDX-License-Identifier: Apache-2.0
// [data.augment] of a recipe.
#pragma once

#include "kvant/recipe_section.h"

#include <kvant/augmentations.h>

#include <vector>

namespace kvant::recipes {

/// In the order flip, translation, rotation, zoom, noise. Throws a usage Error at the key's place.
std::vector<Augmentation> read_augment(Section section);

}  // namespace kvant::recipes
