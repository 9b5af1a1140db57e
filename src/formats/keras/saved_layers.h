// SPDX-License-Identifier: Apache-2.0
// The layers of a model file in the order in which Keras numbers their weights, models in the model included.
#pragma once

#include "layers/layer_graph.h"

#include <memory>
#include <string>
#include <vector>

namespace kvant::formats {

/// A layer, or a model with members. A layer may stand in several places.
struct SavedLayer {
  std::string name, class_name;  ///< as in the file
  std::shared_ptr<layers::Layer> layer;
  std::vector<SavedLayer> members;
};

/// Of a model without models in it.
std::vector<SavedLayer> saved_layers_of(const layers::LayerGraph& graph);

/// All variables in the order of Keras' layer.weights: those that are trained, then the others.
std::vector<layers::Variable*> weights_of(const SavedLayer& layer);

}  // namespace kvant::formats
