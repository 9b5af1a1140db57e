// SPDX-License-Identifier: Apache-2.0
// Making a recipe's callbacks.
#include "kvant/recipe_callbacks.h"

#include <filesystem>

namespace kvant::recipes {

RecipeCallbacks::RecipeCallbacks(const FitPart& part, const std::string& folder) {
  const std::filesystem::path results = folder;
  if (part.early_stopping) callbacks_.push_back(std::make_unique<EarlyStopping>(*part.early_stopping));
  if (part.reduce_lr_on_plateau) callbacks_.push_back(std::make_unique<ReduceLROnPlateau>(*part.reduce_lr_on_plateau));
  if (part.model_checkpoint) {
    ModelCheckpointOptions options = *part.model_checkpoint;
    options.filepath = (results / options.filepath).string();
    callbacks_.push_back(std::make_unique<ModelCheckpoint>(options));
  }
  if (part.csv_logger) {
    CSVLoggerOptions options = *part.csv_logger;
    options.filename = (results / options.filename).string();
    callbacks_.push_back(std::make_unique<CSVLogger>(options));
  }
  if (part.terminate_on_nan) callbacks_.push_back(std::make_unique<TerminateOnNaN>());
}

std::vector<Callback*> RecipeCallbacks::pointers() const {
  std::vector<Callback*> all;
  for (const auto& callback : callbacks_) all.push_back(callback.get());
  return all;
}

}  // namespace kvant::recipes
