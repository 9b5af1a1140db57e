// SPDX-License-Identifier: Apache-2.0
// The callbacks that a recipe's [fit] asks for.
#pragma once

#include "kvant/recipe_file.h"

#include <kvant/callbacks.h>

#include <memory>
#include <string>
#include <vector>

namespace kvant::recipes {

class RecipeCallbacks {
 public:
  /// folder: of the results, from which their paths count. Throws a usage Error for options that cannot be.
  RecipeCallbacks(const FitPart& part, const std::string& folder);

  /// In the order in which they are called; they live as long as this object.
  std::vector<Callback*> pointers() const;

 private:
  std::vector<std::unique_ptr<Callback>> callbacks_;
};

}  // namespace kvant::recipes
