// SPDX-License-Identifier: Apache-2.0
// From the layers of a recipe to a model that can be trained.
#pragma once

#include "kvant/recipe_file.h"

#include <kvant/model.h>

#include <string>

namespace kvant::recipes {

/// The compiled model for samples of this shape (without the batch). weights: path of a .keras to start from, or empty.
/// Throws Error with the recipe's line for a layer that cannot be.
Model make_model(const Recipe& recipe, const Shape& sample_shape, const std::string& weights);

}  // namespace kvant::recipes
