// SPDX-License-Identifier: Apache-2.0
// Weights as .h5 files keep them, in whole models (group model_weights) and in Keras 2's files of weights (the root):
//
//   group                attribute layer_names: all layers in their order
//   group/LAYER          attribute weight_names: the layer's weights, also those of a model in its place, first what is
//                        trained: dense/kernel:0 (Keras 2) or sequential/dense/kernel (Keras 3)
//   group/LAYER/WEIGHT   dataset
//
// Lists of names that are too long for one attribute are split over layer_names0, layer_names1 ...
#pragma once

#include "formats/hdf5/hdf5_tree.h"
#include "formats/keras/saved_layers.h"

#include <span>
#include <string>

namespace kvant::formats {

/// before: stands before a weight's name, as Keras puts the model's: "sequential/".
void add_legacy_weights(Hdf5Node& group, std::span<const SavedLayer> layers, const std::string& before);

/// By names where every layer with weights finds its own, else in order, as Keras does. Throws Error, and changes
/// nothing, when the file has another number of layers or weights, or weights of other shapes.
void read_legacy_weights(const Hdf5Node& group, std::span<const SavedLayer> layers, const std::string& file);

/// A list of names that may be split over several attributes. Throws Error when it is not there.
std::vector<std::string> read_name_list(const Hdf5Node& node, const std::string& attribute, const std::string& file);
void set_name_list(Hdf5Node& node, const std::string& attribute, const std::vector<std::string>& names);

}  // namespace kvant::formats
