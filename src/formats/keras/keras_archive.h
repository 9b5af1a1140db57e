// SPDX-License-Identifier: Apache-2.0
// .keras files: Keras 3's zip of a config and weights.
//
//   metadata.json       {"keras_version": ...}
//   config.json         formats/keras/keras_config.h
//                       "compile_config": {"optimizer", "loss", "metrics" ...} of a model that was compiled
//   kvant/labels.txt    names of classes, a line each; Keras passes it over
//   model.weights.h5    formats/keras/keras_weights.h; optimizer/vars/<i>: the optimizer's state
#pragma once

#include "formats/keras/connect_layers.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace kvant::formats {

/// The bytes of a .keras file that Keras 3 loads. The graph must be built. The same model gives the same bytes.
/// training: null when the model is not compiled.
std::vector<std::byte> write_keras_archive(const layers::LayerGraph& graph, const SavedTraining* training);

/// A Sequential or functional model with its weights. Throws Error for a damaged file, another kind of model, an
/// unknown layer, or weights that are missing or of other shapes.
ConnectedModel read_keras_archive(std::span<const std::byte> bytes, std::string_view name);

/// The weights of a .keras file for a model that has its layers. Throws Error, and changes nothing, when they do not
/// fit.
void read_archive_weights(std::span<const std::byte> bytes, std::span<const SavedLayer> layers, std::string_view name);

}  // namespace kvant::formats
