// SPDX-License-Identifier: Apache-2.0
// From what a config tells to layers that hang together: models in the model are dissolved into their layers.
#pragma once

#include "formats/keras/model_config.h"
#include "formats/keras/saved_layers.h"
#include "formats/keras/saved_training.h"
#include "layers/layer_graph.h"

#include <optional>
#include <string>
#include <vector>

namespace kvant::formats {

struct ConnectedModel {
  layers::LayerGraph graph;                    ///< built, with first weights
  std::vector<SavedLayer> layers;              ///< as the file has them
  std::optional<SavedTraining> training = {};  ///< where the file tells of one
};

/// A chain of layers and chains becomes a Sequential model, all else a functional one. A layer of an inner model whose
/// name is taken gets the inner model's name before its own. file: for messages. Throws Error for results that no
/// layer makes, circles, shapes that do not fit and more than 4096 uses of layers.
ConnectedModel connect_layers(const ModelConfig& model, const std::string& file);

}  // namespace kvant::formats
