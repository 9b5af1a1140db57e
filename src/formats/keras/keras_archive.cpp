// SPDX-License-Identifier: Apache-2.0
// Writing and reading .keras.
#include "formats/keras/keras_archive.h"

#include "formats/hdf5/hdf5_reader.h"
#include "formats/hdf5/hdf5_writer.h"
#include "formats/keras/json_config.h"
#include "formats/zip/zip_archive.h"
#include "layers/layer_registry.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace kvant::formats {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* config_entry = "config.json";
constexpr const char* weights_entry = "model.weights.h5";

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

/// Keras numbers a model's layers by class: layers/dense, layers/dense_1 ..., whatever their names are.
class WeightGroups {
 public:
  std::string next(const layers::Layer& layer) {
    const std::string group = layers::snake_case(layer.class_name());
    const int number = counts_[group]++;
    return "layers/" + group + (number == 0 ? "" : "_" + std::to_string(number));
  }

 private:
  std::map<std::string, int> counts_;
};

Json layer_to_json(const layers::Layer& layer) {
  Json json = to_json(layer.config());
  if (layer.class_name() != "InputLayer") {
    Json shape = Json::array();
    for (std::int64_t length : layer.input_shape()) shape.push_back(length == unknown_length ? Json() : Json(length));
    json["build_config"] = {{"input_shape", shape}};
  }
  return json;
}

std::string emit_config(const layers::LayerStack& stack) {
  Json list = Json::array();
  for (const auto& layer : stack.layers()) list.push_back(layer_to_json(*layer));
  Json json;
  json["module"] = "keras";
  json["class_name"] = "Sequential";
  json["config"] = {{"name", stack.name}, {"trainable", true}, {"layers", list}};
  json["registered_name"] = nullptr;
  return json.dump();
}

Hdf5Tree weights_of(const layers::LayerStack& stack) {
  Hdf5Tree tree;
  WeightGroups groups;
  for (const auto& layer : stack.layers()) {
    const std::string group = groups.next(*layer) + "/vars";
    if (layer->variables().empty()) continue;
    for (std::size_t i = 0; i < layer->variables().size(); ++i) {
      tree.add_dataset(group + "/" + std::to_string(i), layer->variables()[i].keras_value());
    }
    tree.group(group).set_attribute("name", layer->name());
  }
  return tree;
}

const ZipEntry& entry_of(const std::vector<ZipEntry>& entries, const std::string& path, const std::string& name) {
  for (const ZipEntry& entry : entries) {
    if (entry.path == path) return entry;
  }
  throw Error(name, "is not a .keras file: " + path + " is missing");
}

Json read_config(const std::vector<ZipEntry>& entries, const std::string& name) {
  const auto& bytes = entry_of(entries, config_entry, name).bytes;
  const auto* begin = reinterpret_cast<const char*>(bytes.data());
  Json json = Json::parse(begin, begin + bytes.size(), nullptr, false);
  if (!json.is_object() || !json.contains("class_name") || !json.contains("config") || !json["config"].is_object()) {
    throw Error(name, "config.json must describe a Keras model");
  }
  if (json["class_name"] != "Sequential") {
    throw Error(name, "must be a Sequential model; other kinds come later", json["class_name"].dump());
  }
  if (!json["config"].contains("layers") || !json["config"]["layers"].is_array()) {
    throw Error(name, "config.json must list the model's layers");
  }
  return json;
}

/// The shape that a first layer was built for, when no InputLayer says it.
Shape built_shape(const Json& layers) {
  Shape shape;
  if (layers.empty() || !layers[0].contains("build_config")) return shape;
  const Json& build = layers[0]["build_config"];
  if (!build.is_object() || !build.contains("input_shape") || !build["input_shape"].is_array()) return shape;
  for (const Json& length : build["input_shape"]) {
    shape.push_back(length.is_number_integer() ? length.get<std::int64_t>() : unknown_length);
  }
  return shape;
}

/// The layers, with first weights. Their errors do not know of a file.
layers::LayerStack make_stack(const Json& config, const std::string& name) {
  layers::LayerStack stack;
  if (config.contains("name") && config["name"].is_string()) stack.name = config["name"].get<std::string>();
  try {
    for (const Json& layer : config["layers"]) stack.add(layers::make_layer(config_from_json(layer, name)));
    layers::SeedSource seeds;
    stack.build(seeds, stack.has_input() ? Shape{} : built_shape(config["layers"]));
  } catch (const Error& error) {
    const std::string what = error.what();
    if (what.starts_with(name + ":")) throw;
    throw Error(name, what);
  }
  return stack;
}

void read_weights(const Hdf5Tree& tree, layers::LayerStack& stack, const std::string& name) {
  WeightGroups groups;
  for (const auto& layer : stack.layers()) {
    const std::string group = groups.next(*layer) + "/vars/";
    for (std::size_t i = 0; i < layer->variables().size(); ++i) {
      layers::Variable& variable = layer->variables()[i];
      const Hdf5Node* node = tree.find(group + std::to_string(i));
      const Array* value = node != nullptr && node->value ? std::get_if<Array>(&*node->value) : nullptr;
      if (value == nullptr)
        throw Error(name, "weights of layer " + layer->name() + ": " + variable.name + " is missing");
      if (value->shape() != variable.keras_shape()) {
        throw Error(name,
                    "weights of layer " + layer->name() + ": " + variable.name + " must have shape " +
                        to_string(variable.keras_shape()),
                    to_string(value->shape()));
      }
      variable.set_keras_value(*value);
    }
  }
}

}  // namespace

std::vector<std::byte> write_keras_archive(const layers::LayerStack& stack) {
  const std::string metadata = "{\"keras_version\": \"3.15.1\", \"date_saved\": \"1980-01-01@00:00:00\"}";
  const std::vector<ZipEntry> entries = {{"metadata.json", bytes_of(metadata)},
                                         {config_entry, bytes_of(emit_config(stack))},
                                         {weights_entry, write_hdf5(weights_of(stack))}};
  return write_zip(entries);
}

layers::LayerStack read_keras_archive(std::span<const std::byte> bytes, std::string_view file) {
  const std::string name(file);
  const std::vector<ZipEntry> entries = read_zip(bytes, file);
  const Json json = read_config(entries, name);
  layers::LayerStack stack = make_stack(json["config"], name);
  read_weights(read_hdf5(entry_of(entries, weights_entry, name).bytes, name), stack, name);
  return stack;
}

}  // namespace kvant::formats
