// SPDX-License-Identifier: Apache-2.0
// Weights as Keras 3 keeps them: model.weights.h5 in .keras, and .weights.h5 files.
//
//   layers/<class in snake_case>[_n]/vars/<i>     i in order of creation; attribute name of vars: the layer's
//   layers/<class>[_n]/layers/<class>[_n]/...     of a model in the model
//
// Numbers n count the layers of a class in one model, whatever their names are.
#pragma once

#include "formats/hdf5/hdf5_tree.h"
#include "formats/keras/saved_layers.h"

#include <span>
#include <string>

namespace kvant::formats {

/// Adds the group layers to a file.
void add_keras_weights(Hdf5Tree& tree, std::span<const SavedLayer> layers);

/// Whether a file has the group layers and is not of the older form.
bool has_keras_weights(const Hdf5Tree& tree);

/// Throws Error, and changes nothing, when weights are missing or of other shapes. What no layer asks for is left.
void read_keras_weights(const Hdf5Tree& tree, std::span<const SavedLayer> layers, const std::string& file);

}  // namespace kvant::formats
