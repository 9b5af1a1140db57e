// SPDX-License-Identifier: Apache-2.0
// Writing and reading the config of a whole model.
#include "formats/keras/keras_config.h"

#include "formats/keras/functional_config.h"
#include "formats/keras/model_config.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

namespace kvant::formats {

using Json = nlohmann::ordered_json;

// Brackets in each other, outside of strings.
void check_json_depth(std::string_view text, const std::string& file) {
  constexpr int deepest = 200;
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\')
      ++i;
    else if (c == '"')
      in_string = !in_string;
    else if (!in_string && (c == '{' || c == '['))
      ++depth;
    else if (!in_string && (c == '}' || c == ']'))
      --depth;
    if (depth > deepest) throw Error(file, "the model's config is nested too deeply");
  }
}

Json emit_keras_config(const layers::LayerGraph& graph) {
  if (!graph.is_sequential()) return emit_functional(graph);
  Json list = Json::array();
  for (const auto& layer : graph.layers()) list.push_back(layer_to_json(*layer));
  Json json;
  json["module"] = "keras";
  json["class_name"] = "Sequential";
  json["config"] = {{"name", graph.name}, {"trainable", true}, {"layers", list}};
  json["registered_name"] = nullptr;
  return json;
}

// The errors of layers do not know of a file.
ConnectedModel read_keras_config(std::string_view text, const std::string& file) {
  check_json_depth(text, file);
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) throw Error(file, "the model's config is no JSON");
  try {
    return connect_layers(read_model_config(json, file), file);
  } catch (const Error& error) {
    const std::string what = error.what();
    if (what.starts_with(file + ":")) throw;
    throw Error(file, what);
  }
}

}  // namespace kvant::formats
