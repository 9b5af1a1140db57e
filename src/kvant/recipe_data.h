// SPDX-License-Identifier: Apache-2.0
// The samples of a recipe, in parts, in memory or streamed.
#pragma once

#include "kvant/recipe_data_part.h"

#include <kvant/model.h>
#include <kvant/open_data.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kvant::recipes {

struct PartSamples {
  DataSource source;
  Array targets;  ///< of all rows
  Samples shown;  ///< what a report is made of: all rows, of large sets the first ones
};

struct RecipeData {
  std::optional<PartSamples> train, test, validate;  ///< train is always there
  Array sample_weight;                               ///< of the training samples; may be empty
  std::vector<std::string> class_names;              ///< of a classifier; may be empty
  std::vector<std::string> files;                    ///< that were read, but for pictures and streamed files

  /// Calls use(name, part) for every part that has samples.
  template <class Use>
  void for_each_part(Use use) const {
    if (train) use("train", *train);
    if (test) use("test", *test);
    if (validate) use("validate", *validate);
  }
};

/// path_of: from a path of the recipe to one from here. Throws Error as load_samples, open_arrays, open_csv and
/// image_dataset_from_directory, and when no row is left for training.
RecipeData load_data(const DataPart& part, const std::function<std::string(const std::string&)>& path_of);

/// Throws Error, before training, for samples of any part that the compiled model does not take: other shapes, targets
/// that its losses do not take; and unless there are as many names of classes as its last axis has places, or 2 for one
/// place.
void check_samples(const DataPart& part, const RecipeData& data, const Model& model);

}  // namespace kvant::recipes
