// SPDX-License-Identifier: Apache-2.0
// .h5 files: whole models of Keras 2 and 3, and files of weights alone.
//
//   whole model      attributes model_config (JSON, formats/keras/keras_config.h), keras_version, backend; group
//                    model_weights (formats/keras/legacy_weights.h)
//                    of a model that was compiled also the attribute training_config, {"optimizer_config", "loss" ...},
//                    and the group optimizer_weights, as written by kvant kvant_optimizer_weights: attribute
//                    weight_names, datasets
//   .weights.h5      formats/keras/keras_weights.h
//   other weights    formats/keras/legacy_weights.h at the root: what Keras 2 wrote
#pragma once

#include "formats/keras/connect_layers.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace kvant::formats {

/// The bytes of a .h5 file that Keras 3 loads. The graph must be built. The same model gives the same bytes.
/// training: null when the model is not compiled.
std::vector<std::byte> write_keras_hdf5(const layers::LayerGraph& graph, const SavedTraining* training);

/// A whole model. Throws Error for a damaged file, one of weights alone, layers that kvant does not know, and weights
/// that are missing or of other shapes.
ConnectedModel read_keras_hdf5(std::span<const std::byte> bytes, std::string_view name);

/// Weights alone: in Keras 3's form, or in Keras 2's.
std::vector<std::byte> write_weights_hdf5(std::span<const SavedLayer> layers, bool legacy);

/// Reads weights of either form, also those of a whole model. Throws Error, and changes nothing, when they do not fit.
void read_weights_hdf5(std::span<const std::byte> bytes, std::span<const SavedLayer> layers, std::string_view name);

}  // namespace kvant::formats
