// SPDX-License-Identifier: Apache-2.0
// Config and weights in one HDF5 file.
#include "formats/keras/keras_hdf5.h"

#include "formats/hdf5/hdf5_reader.h"
#include "formats/hdf5/hdf5_writer.h"
#include "formats/keras/keras_config.h"
#include "formats/keras/keras_weights.h"
#include "formats/keras/legacy_weights.h"

#include <kvant/types/error.h>

#include <string>

namespace kvant::formats {

std::vector<std::byte> write_keras_hdf5(const layers::LayerGraph& graph) {
  Hdf5Tree tree;
  tree.set_attribute("keras_version", std::string("3.15.1"));
  tree.set_attribute("backend", std::string("tensorflow"));
  tree.set_attribute("model_config", emit_keras_config(graph));
  add_legacy_weights(tree.group("model_weights"), saved_layers_of(graph),
                     graph.is_sequential() ? graph.name + "/" : "");
  return write_hdf5(tree);
}

ConnectedModel read_keras_hdf5(std::span<const std::byte> bytes, std::string_view name) {
  const std::string file(name);
  const Hdf5Tree tree = read_hdf5(bytes, name);
  const Hdf5Value* config = tree.find_attribute("model_config");
  if (config == nullptr) {
    const bool weights = tree.find_attribute("layer_names") != nullptr || has_keras_weights(tree);
    throw Error(file, weights ? "holds weights without a model: make the model, then load_weights()"
                              : "is no Keras model: model_config is missing");
  }
  const auto* text = std::get_if<std::string>(config);
  if (text == nullptr) throw Error(file, "model_config must be a string");
  ConnectedModel model = read_keras_config(*text, file);
  const Hdf5Node* weights = tree.find("model_weights");
  if (weights == nullptr || !weights->is_group()) throw Error(file, "model_weights is missing");
  read_legacy_weights(*weights, model.layers, file);
  return model;
}

std::vector<std::byte> write_weights_hdf5(std::span<const SavedLayer> layers, bool legacy) {
  Hdf5Tree tree;
  legacy ? add_legacy_weights(tree, layers, "") : add_keras_weights(tree, layers);
  return write_hdf5(tree);
}

void read_weights_hdf5(std::span<const std::byte> bytes, std::span<const SavedLayer> layers, std::string_view name) {
  const std::string file(name);
  const Hdf5Tree tree = read_hdf5(bytes, name);
  const Hdf5Node* whole = tree.find("model_weights");
  if (has_keras_weights(tree)) return read_keras_weights(tree, layers, file);
  read_legacy_weights(whole != nullptr ? *whole : tree, layers, file);
}

}  // namespace kvant::formats
