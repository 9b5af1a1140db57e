// SPDX-License-Identifier: Apache-2.0
// Walking the layers of a file.
#include "formats/keras/saved_layers.h"

namespace kvant::formats {
namespace {

void collect(const SavedLayer& saved, bool trained, std::vector<layers::Variable*>& found) {
  if (saved.layer != nullptr) {
    for (layers::Variable& variable : saved.layer->variables()) {
      if ((saved.layer->trainable() && variable.trainable) == trained) found.push_back(&variable);
    }
  }
  for (const SavedLayer& member : saved.members) collect(member, trained, found);
}

}  // namespace

std::vector<SavedLayer> saved_layers_of(const layers::LayerGraph& graph) {
  std::vector<SavedLayer> all;
  for (const auto& layer : graph.layers()) all.push_back({layer->name(), layer->class_name(), layer, {}});
  return all;
}

std::vector<layers::Variable*> weights_of(const SavedLayer& layer) {
  std::vector<layers::Variable*> found;
  collect(layer, true, found);
  collect(layer, false, found);
  return found;
}

}  // namespace kvant::formats
