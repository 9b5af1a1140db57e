// SPDX-License-Identifier: Apache-2.0
// The root's config, and weights by their keys.
#include "formats/saved_model/keras_saved_model.h"

#include "formats/keras/keras_config.h"
#include "formats/protobuf/wire_reader.h"
#include "formats/saved_model/meta_graph.h"
#include "formats/saved_model/tensor_bundle.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

#include <span>
#include <utility>
#include <vector>

namespace kvant::formats {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* metadata_file = "keras_metadata.pb";
constexpr const char* object_graph_key = "_CHECKPOINTABLE_OBJECT_GRAPH";
constexpr int deepest = 64;

/// The JSON of the node whose path is "root"; empty where there is none.
std::string root_metadata(std::span<const std::byte> bytes, const std::string& file) {
  for (WireReader nodes(bytes, file); nodes.next();) {
    if (nodes.number() != 1) continue;
    std::string path, metadata;
    for (WireReader fields = nodes.message(); fields.next();) {
      if (fields.number() == 3) path = fields.text();
      if (fields.number() == 5) metadata = fields.text();
    }
    if (path == "root") return metadata;
  }
  return {};
}

/// {"class_name": "__tuple__", "items": [...]} becomes the list.
void dissolve_tuples(Json& json, int depth, const std::string& file) {
  if (depth > deepest) throw Error(file, "is nested too deeply");
  if (json.is_object() && json.contains("items") && json.contains("class_name") && json["class_name"] == "__tuple__") {
    Json items = std::move(json["items"]);
    json = std::move(items);
  }
  if (!json.is_structured()) return;
  for (Json& inner : json) dissolve_tuples(inner, depth + 1, file);
}

bool has_weights(const SavedLayer& layer) {
  if (layer.layer != nullptr) return !layer.layer->variables().empty();
  for (const SavedLayer& member : layer.members) {
    if (has_weights(member)) return true;
  }
  return false;
}

/// Keras 2's word for it.
std::string key_name(const std::string& class_name, const std::string& variable) {
  return class_name.starts_with("Depthwise") && variable == "kernel" ? "depthwise_kernel" : variable;
}

using Pairs = std::vector<std::pair<layers::Variable*, std::string>>;

/// Pairs every variable with the key of the object that its layer owns by its name; nothing is changed yet.
class KeyFinder {
 public:
  KeyFinder(const std::vector<CheckpointObject>& objects, const std::string& name) : objects_(objects), name_(name) {}

  void find(const std::vector<SavedLayer>& layers, const CheckpointObject& owner, Pairs& pairs) const {
    int number = 0;
    for (const SavedLayer& layer : layers) {
      if (!has_weights(layer)) continue;
      const CheckpointObject& object = child(owner, "layer_with_weights-" + std::to_string(number++), layer.name);
      if (layer.layer == nullptr) {
        find(layer.members, object, pairs);
        continue;
      }
      for (layers::Variable& variable : layer.layer->variables())
        pairs.emplace_back(&variable, child(object, key_name(layer.class_name, variable.name), layer.name).key);
    }
  }

  const CheckpointObject& root() const {
    if (objects_.empty()) throw Error(name_, "variables: no object owns them");
    return objects_.front();
  }

 private:
  const CheckpointObject& child(const CheckpointObject& owner, const std::string& key, const std::string& layer) const {
    const auto found = owner.children.find(key);
    if (found == owner.children.end() || found->second < 0 ||
        found->second >= static_cast<std::int64_t>(objects_.size()))
      throw Error(name_, "variables: " + key + " of layer " + layer + " is missing");
    return objects_[static_cast<std::size_t>(found->second)];
  }

  const std::vector<CheckpointObject>& objects_;
  const std::string& name_;
};

}  // namespace

std::optional<layers::LayerGraph> read_keras_saved_model(const ModelFolder& folder, const std::string& name) {
  const auto bytes = folder(metadata_file);
  if (!bytes) return {};
  const std::string file = name + "/" + metadata_file;
  Json json = Json::parse(root_metadata(*bytes, file), nullptr, false);
  if (!json.is_object() || !json.contains("class_name") || !json.contains("config")) return {};
  const Json& kind = json["class_name"];
  if (kind != "Sequential" && kind != "Functional" && kind != "Model") return {};
  Json config = {{"class_name", kind}, {"config", std::move(json["config"])}};
  dissolve_tuples(config, 0, file);
  ConnectedModel model = read_keras_config(config.dump(), file);
  const TensorBundle bundle(folder, "variables/variables", name);
  if (bundle.empty()) throw Error(name, "has no variables: variables/variables.index is missing");
  const std::vector<CheckpointObject> objects = read_checkpoint_objects(bundle.read_text(object_graph_key), name);
  const KeyFinder finder(objects, name);
  Pairs pairs;
  finder.find(model.layers, finder.root(), pairs);
  std::vector<Array> values;
  for (const auto& [variable, key] : pairs) {
    values.push_back(bundle.read(key));
    if (values.back().shape() != variable->keras_shape())
      throw Error(name, "variables: " + key + " must have shape " + to_string(variable->keras_shape()),
                  to_string(values.back().shape()));
  }
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i].first->set_keras_value(values[i]);
  return std::move(model.graph);
}

}  // namespace kvant::formats
