// SPDX-License-Identifier: Apache-2.0
// Config and weights in one HDF5 file.
#include "formats/keras/keras_hdf5.h"

#include "formats/hdf5/hdf5_reader.h"
#include "formats/hdf5/hdf5_writer.h"
#include "formats/keras/keras_config.h"
#include "formats/keras/keras_weights.h"
#include "formats/keras/legacy_weights.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace kvant::formats {
namespace {

using Json = nlohmann::ordered_json;

/// Keras 3.15 loads models with a group optimizer_weights, its own too, but cannot train them on. It passes this over.
constexpr const char* own_optimizer_group = "kvant_optimizer_weights";
constexpr const char* labels_attribute = "kvant_labels";

void add_training(Hdf5Tree& tree, const SavedTraining& training) {
  Json config = Json::parse(training.config);
  Json& optimizer = config["optimizer"];
  config["optimizer_config"] = {{"class_name", optimizer["class_name"]}, {"config", optimizer["config"]}};
  config.erase("optimizer");
  tree.set_attribute("training_config", config.dump());
  Hdf5Node& group = tree.group(own_optimizer_group);
  std::vector<std::string> names;
  for (const OptimizerVariable& variable : training.optimizer) {
    names.push_back(training.optimizer_name + "/" + variable.name);
    group.add_dataset(names.back(), variable.value);
  }
  set_name_list(group, "weight_names", names);
}

/// Keras 3's spelling of training_config. Nothing where there is none that can be read.
std::optional<SavedTraining> read_training(const Hdf5Tree& tree, const std::string& file) {
  const Hdf5Value* value = tree.find_attribute("training_config");
  const auto* text = value != nullptr ? std::get_if<std::string>(value) : nullptr;
  if (text == nullptr) return {};
  check_json_depth(*text, file);
  Json config = Json::parse(*text, nullptr, false);
  if (!config.is_object()) return {};
  if (config.contains("optimizer_config")) config["optimizer"] = config["optimizer_config"];
  SavedTraining training{config.dump(), "", {}};
  const Hdf5Node* group = tree.find(own_optimizer_group);
  if (group == nullptr) group = tree.find("optimizer_weights");
  if (group == nullptr || !group->is_group()) return training;
  for (const std::string& name : read_name_list(*group, "weight_names", file)) {
    const Hdf5Node* node = name.empty() ? nullptr : group->find(name);
    const Array* array = node != nullptr && node->value ? std::get_if<Array>(&*node->value) : nullptr;
    if (array == nullptr) throw Error(file, "optimizer_weights: " + name + " is missing");
    training.optimizer.push_back({name, *array});
  }
  return training;
}

}  // namespace

std::vector<std::byte> write_keras_hdf5(const layers::LayerGraph& graph, const SavedTraining* training) {
  Hdf5Tree tree;
  tree.set_attribute("keras_version", std::string("3.15.1"));
  tree.set_attribute("backend", std::string("tensorflow"));
  tree.set_attribute("model_config", emit_keras_config(graph).dump());
  add_legacy_weights(tree.group("model_weights"), saved_layers_of(graph),
                     graph.is_sequential() ? graph.name + "/" : "");
  if (training != nullptr) add_training(tree, *training);
  if (!graph.class_names.empty()) set_name_list(tree, labels_attribute, graph.class_names);
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
  model.training = read_training(tree, file);
  if (tree.find_attribute(labels_attribute) != nullptr)
    model.graph.class_names = read_name_list(tree, labels_attribute, file);
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
