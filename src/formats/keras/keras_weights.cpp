// SPDX-License-Identifier: Apache-2.0
// Groups of weights by class and number.
#include "formats/keras/keras_weights.h"

#include "formats/keras/weight_assignment.h"

#include <map>
#include <set>

namespace kvant::formats {
namespace {

class GroupNames {
 public:
  std::string next(const std::string& class_name) {
    const std::string group = layers::snake_case(class_name == "Model" ? "Functional" : class_name);
    const int number = counts_[group]++;
    return group + (number == 0 ? "" : "_" + std::to_string(number));
  }

 private:
  std::map<std::string, int> counts_;
};

/// Calls use(group, layer) for each layer of a model and of the models in it.
template <class Use>
void for_each_group(std::span<const SavedLayer> layers, const std::string& start, const Use& use) {
  GroupNames names;
  for (const SavedLayer& saved : layers) {
    const std::string group = start + "layers/" + names.next(saved.class_name) + "/";
    if (saved.layer != nullptr) use(group, saved);
    for_each_group(saved.members, group, use);
  }
}

}  // namespace

void add_keras_weights(Hdf5Tree& tree, std::span<const SavedLayer> layers) {
  for_each_group(layers, "", [&](const std::string& group, const SavedLayer& saved) {
    const auto& variables = saved.layer->variables();
    if (variables.empty()) return;
    for (std::size_t i = 0; i < variables.size(); ++i)
      tree.add_dataset(group + "vars/" + std::to_string(i), variables[i].keras_value());
    tree.group(group + "vars").set_attribute("name", saved.name);
  });
}

bool has_keras_weights(const Hdf5Tree& tree) {
  const Hdf5Node* layers = tree.find("layers");
  return layers != nullptr && layers->is_group() && tree.find_attribute("layer_names") == nullptr;
}

// Keras writes a layer that stands in several places where it meets it first.
void read_keras_weights(const Hdf5Tree& tree, std::span<const SavedLayer> layers, const std::string& file) {
  WeightAssignment weights(file);
  std::set<const layers::Layer*> met;
  for_each_group(layers, "", [&](const std::string& group, const SavedLayer& saved) {
    if (!met.insert(saved.layer.get()).second) return;
    auto& variables = saved.layer->variables();
    for (std::size_t i = 0; i < variables.size(); ++i)
      weights.add(saved.name, variables[i], tree.find(group + "vars/" + std::to_string(i)));
  });
  weights.commit();
}

}  // namespace kvant::formats
