// SPDX-License-Identifier: Apache-2.0
// Writing and reading config.json.
#include "formats/keras/keras_config.h"

#include "formats/keras/functional_config.h"
#include "formats/keras/json_config.h"
#include "layers/layer_registry.h"

#include <kvant/types/error.h>

namespace kvant::formats {
namespace {

using Json = nlohmann::ordered_json;

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

layers::LayerGraph make_chain(const Json& config, const std::string& name) {
  layers::LayerGraph chain;
  if (config.contains("name") && config["name"].is_string()) chain.name = config["name"].get<std::string>();
  for (const Json& layer : config["layers"]) chain.add(layers::make_layer(config_from_json(layer, name)));
  layers::SeedSource seeds;
  chain.build(seeds, chain.has_input() ? Shape{} : built_shape(config["layers"]));
  return chain;
}

Json parse(std::string_view text, const std::string& name) {
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("class_name") || !json.contains("config") || !json["config"].is_object()) {
    throw Error(name, "config.json must describe a Keras model");
  }
  if (json["class_name"] != "Sequential" && json["class_name"] != "Functional")
    throw Error(name, "must be a Sequential or Functional model", json["class_name"].dump());
  if (!json["config"].contains("layers") || !json["config"]["layers"].is_array()) {
    throw Error(name, "config.json must list the model's layers");
  }
  return json;
}

}  // namespace

std::string emit_keras_config(const layers::LayerGraph& graph) {
  if (!graph.is_sequential()) return emit_functional(graph).dump();
  Json list = Json::array();
  for (const auto& layer : graph.layers()) list.push_back(layer_to_json(*layer));
  Json json;
  json["module"] = "keras";
  json["class_name"] = "Sequential";
  json["config"] = {{"name", graph.name}, {"trainable", true}, {"layers", list}};
  json["registered_name"] = nullptr;
  return json.dump();
}

// The errors of layers do not know of a file.
layers::LayerGraph read_keras_config(std::string_view text, const std::string& name) {
  const Json json = parse(text, name);
  try {
    const bool chain = json["class_name"] == "Sequential";
    return chain ? make_chain(json["config"], name) : read_functional(json["config"], name);
  } catch (const Error& error) {
    const std::string what = error.what();
    if (what.starts_with(name + ":")) throw;
    throw Error(name, what);
  }
}

}  // namespace kvant::formats
