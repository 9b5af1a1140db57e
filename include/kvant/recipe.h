// SPDX-License-Identifier: Apache-2.0
// A recipe: data, layers, training, conversion, export and expectations in one readable TOML file. docs/recipe.md.
#pragma once

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
  bool check_only = false;  ///< read the recipe and the data, build the model, train nothing, write nothing
  /// Keep what an interrupted training has come to in folder/NAME.state.npz, and go on from there where it is.
  bool resume = false;
  bool reproducible = false;  ///< the same bytes on every machine, also where the recipe does not say so
  int verbose = -1;           ///< of training, as FitOptions::verbose: 0 silent, 1 bar, 2 lines, -1: by itself
};

/// Runs the recipe at path into folder, which is made when it is missing. Paths in the recipe count from its own
/// folder. Throws Error; an unknown key is one of kind usage with a suggestion.
RecipeResult run_recipe(const std::string& path, const std::string& folder, const RecipeOptions& options = {});

/// The text of a new recipe: "lesson", "classifier" or "blank". Throws a usage Error for another kind.
std::string new_recipe(const std::string& kind);

/// sine.csv, the data of the lesson's recipe: 1000 noisy samples of a sine, as NumPy makes them from seed 1.
std::string lesson_data();

/// movement.csv, the data of the classifier's recipe: 600 rows of a hand's strength (g), tempo (1/s) and movement: 0
/// rest, 1 wave, 2 shake. Drawn, not measured; always the same.
std::string movement_data();

}  // namespace kvant
