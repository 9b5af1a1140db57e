// SPDX-License-Identifier: Apache-2.0
// What stands in a recipe: docs/recipe.md, key by key.
#pragma once

#include "kvant/recipe_data_part.h"
#include "layers/config.h"

#include <kvant/callbacks.h>
#include <kvant/data.h>
#include <kvant/expect.h>
#include <kvant/losses.h>
#include <kvant/metrics.h>
#include <kvant/optimizers.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kvant::recipes {

struct LayerPart {
  std::string where;  ///< for messages: "sine.toml:12: layers"
  layers::Config config;
  std::vector<std::string> inputs;  ///< names of the layers whose results enter it; empty: the one before
};

struct CompilePart {
  std::string where;
  Optimizer optimizer = "adam";
  Loss loss = "mse";  ///< of every output; not given where losses are
  std::vector<Metric> metrics;
  std::vector<Loss> losses;  ///< one for each output
  std::vector<std::vector<Metric>> output_metrics;
  std::vector<double> loss_weights;
};

struct FitPart {
  std::int64_t epochs = 1;
  std::int64_t batch_size = 32;
  bool shuffle = true;
  bool validation = true;  ///< evaluate the validate part after each epoch
  bool reproducible = false;
  std::optional<EarlyStoppingOptions> early_stopping = {};
  std::optional<ReduceLROnPlateauOptions> reduce_lr_on_plateau = {};
  std::optional<ModelCheckpointOptions> model_checkpoint = {};  ///< its path counts from the folder of results
  std::optional<CSVLoggerOptions> csv_logger = {};              ///< so does this one
  bool terminate_on_nan = false;
  std::map<std::int64_t, double> class_weight = {};
};

struct ConvertPart {
  std::vector<std::string> quantize = {"none"};  ///< "none", "int8"
  std::int64_t representative_count = 0;         ///< the first of the training inputs; 0: all
  std::string representative_file;               ///< instead of the training inputs
  std::string input_type = "int8", output_type = "int8";
  bool per_tensor_dense = false;
  std::string calibration = "true";  ///< "true" or "tensorflow"
  bool strip = false;
};

struct ExportPart {
  std::vector<std::string> as;  ///< "c-array"; empty: nothing is exported
  std::string name;             ///< empty: the recipe's
};

struct Recipe {
  std::string file;  ///< as it was given, for messages
  std::string name;
  std::int64_t seed = 1;
  std::string weights;  ///< a .keras to start from
  DataPart data;
  std::vector<LayerPart> layers;
  std::vector<std::string> outputs;  ///< names of the layers whose results are the model's; empty: the last one
  CompilePart compile;
  FitPart fit;
  ConvertPart convert;
  ExportPart exported;
  std::vector<std::pair<std::string, Expectation>> expect;  ///< where it stands, and what it says
};

/// Reads TOML. Throws Error of kind usage, with file and line, for what is no TOML, an unknown or missing key (with a
/// suggestion) or a value that the key does not take.
Recipe read_recipe(std::string_view text, const std::string& file);

}  // namespace kvant::recipes
