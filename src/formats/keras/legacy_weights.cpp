// SPDX-License-Identifier: Apache-2.0
// Layers and weights by lists of their names.
#include "formats/keras/legacy_weights.h"

#include "formats/keras/weight_assignment.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <map>
#include <utility>

namespace kvant::formats {
namespace {

/// A layer of the file that has weights.
struct StoredLayer {
  std::string name;
  const Hdf5Node* group;
  std::vector<std::string> weights;
};

std::vector<StoredLayer> stored_layers(const Hdf5Node& group, const std::string& file) {
  std::vector<StoredLayer> stored;
  for (const std::string& name : read_name_list(group, "layer_names", file)) {
    const Hdf5Node* node = name.empty() ? nullptr : group.find(name);
    if (node == nullptr || !node->is_group()) throw Error(file, "weights of layer " + name + " are missing");
    std::vector<std::string> weights = read_name_list(*node, "weight_names", file);
    if (!weights.empty()) stored.push_back({name, node, std::move(weights)});
  }
  return stored;
}

/// The layers with weights, a layer that stands in several places at the first of them.
std::vector<const SavedLayer*> weighted(std::span<const SavedLayer> layers) {
  std::vector<const SavedLayer*> found;
  for (const SavedLayer& layer : layers) {
    const bool again = layer.layer != nullptr && std::any_of(found.begin(), found.end(), [&](const SavedLayer* one) {
                         return one->layer == layer.layer;
                       });
    if (!again && !weights_of(layer).empty()) found.push_back(&layer);
  }
  return found;
}

}  // namespace

std::vector<std::string> read_name_list(const Hdf5Node& node, const std::string& attribute, const std::string& file) {
  if (const Hdf5Value* value = node.find_attribute(attribute)) return strings_of(*value, file + ": " + attribute);
  std::vector<std::string> names;
  for (int part = 0;; ++part) {
    const Hdf5Value* value = node.find_attribute(attribute + std::to_string(part));
    if (value == nullptr && part == 0) throw Error(file, attribute + " is missing", node.name);
    if (value == nullptr) return names;
    for (std::string& name : strings_of(*value, file + ": " + attribute)) names.push_back(std::move(name));
  }
}

void set_name_list(Hdf5Node& node, const std::string& attribute, const std::vector<std::string>& names) {
  constexpr std::size_t most = 4000;  // 16 bytes each: an attribute holds less than 64 kB
  if (names.empty()) return node.set_attribute(attribute, Array(DType::float64, {0}));  // as h5py writes it
  if (names.size() <= most) return node.set_attribute(attribute, names);
  for (std::size_t i = 0; i * most < names.size(); ++i) {
    const auto first = names.begin() + static_cast<std::ptrdiff_t>(i * most);
    const auto last = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), (i + 1) * most));
    node.set_attribute(attribute + std::to_string(i), std::vector<std::string>(first, last));
  }
}

void add_legacy_weights(Hdf5Node& group, std::span<const SavedLayer> layers, const std::string& before) {
  std::vector<std::string> layer_names;
  for (const SavedLayer& saved : layers) layer_names.push_back(saved.name);
  set_name_list(group, "layer_names", layer_names);
  group.set_attribute("backend", std::string("tensorflow"));
  group.set_attribute("keras_version", std::string("3.15.1"));
  for (const SavedLayer& saved : layers) {
    std::vector<std::string> names;
    for (const layers::Variable* variable : weights_of(saved)) {
      names.push_back(before + variable->path);
      group.add_dataset(saved.name + "/" + names.back(), variable->keras_value());
    }
    set_name_list(group.group(saved.name), "weight_names", names);
  }
  set_name_list(group.group("top_level_model_weights"), "weight_names", {});
}

void read_legacy_weights(const Hdf5Node& group, std::span<const SavedLayer> layers, const std::string& file) {
  const std::vector<StoredLayer> stored = stored_layers(group, file);
  const std::vector<const SavedLayer*> wanted = weighted(layers);
  if (stored.size() != wanted.size())
    throw Error(file, "the model has " + std::to_string(wanted.size()) + " layers with weights",
                std::to_string(stored.size()));
  std::map<std::string, const StoredLayer*> by_name;
  for (const StoredLayer& one : stored) by_name.emplace(one.name, &one);
  const bool named =
      std::all_of(wanted.begin(), wanted.end(), [&](const auto* w) { return by_name.contains(w->name); });
  WeightAssignment assignment(file);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const StoredLayer& from = named ? *by_name.at(wanted[i]->name) : stored[i];
    const std::vector<layers::Variable*> variables = weights_of(*wanted[i]);
    if (from.weights.size() != variables.size())
      throw Error(file, "layer " + wanted[i]->name + " has " + std::to_string(variables.size()) + " weights",
                  std::to_string(from.weights.size()));
    for (std::size_t k = 0; k < variables.size(); ++k)
      assignment.add(wanted[i]->name, *variables[k],
                     from.weights[k].empty() ? nullptr : from.group->find(from.weights[k]));
  }
  assignment.commit();
}

}  // namespace kvant::formats
