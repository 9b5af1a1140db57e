// SPDX-License-Identifier: Apache-2.0
// SavedModels that Keras 2 wrote, by its own description of the layers.
//
//   keras_metadata.pb      {1 node {3 path: "root", 4 identifier, 5 JSON {"class_name", "config", ...}} ...}
//   checkpoint's root      owns layer_with_weights-<i>, i counts the layers that have weights, and each of these its
//                          variables by name; a model in the model owns layer_with_weights-<k> of its own
#pragma once

#include "formats/saved_model/model_folder.h"
#include "layers/layer_graph.h"

#include <optional>
#include <string>

namespace kvant::formats {

/// The layers with their weights; nothing where the folder has no such description of a whole model. Throws Error for
/// layers that kvant does not know and weights that are missing or of other shapes.
std::optional<layers::LayerGraph> read_keras_saved_model(const ModelFolder& folder, const std::string& name);

}  // namespace kvant::formats
