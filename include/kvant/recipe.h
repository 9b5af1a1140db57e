// SPDX-License-Identifier: Apache-2.0
// A recipe: data, layers, training, conversion, export and expectations in one readable TOML file. docs/recipe.md.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kvant {

struct RecipeResult {
  std::vector<std::string> files;         ///< written, relative to the folder
  std::map<std::string, double> metrics;  ///< "train.mse", "test.mse", "test.int8.mse" ...
  std::vector<std::string> failed;        ///< expectations that do not hold, as sentences
  std::vector<std::string> warnings;
};

struct RecipeOptions {
  bool check_only = false;  ///< read the recipe and the data, build the model, train nothing
  int verbose = -1;         ///< -1: a progress bar on a terminal, else lines; 0 silent; 1 bar; 2 lines
};

/// Runs the recipe at path into folder. Throws Error; an unknown key is one of kind usage with a suggestion.
RecipeResult run_recipe(const std::string& path, const std::string& folder, const RecipeOptions& options = {});

/// The text of a new recipe: "lesson", "classifier" or "blank".
std::string new_recipe(const std::string& kind);

}  // namespace kvant
