// SPDX-License-Identifier: Apache-2.0
// The two directions, value by value.
#include "formats/keras/json_config.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

#include <optional>

namespace kvant::formats {
namespace {

using Json = nlohmann::ordered_json;
constexpr int deepest = 32;

Json shape_to_json(const Shape& shape) {
  Json list = Json::array();
  for (std::int64_t length : shape) list.push_back(length == unknown_length ? Json() : Json(length));
  return list;
}

Json value_to_json(const layers::ConfigValue& value) {
  struct Visitor {
    Json operator()(std::monostate) const { return {}; }
    Json operator()(const Shape& shape) const { return shape_to_json(shape); }
    Json operator()(const layers::Config& config) const { return to_json(config); }
    Json operator()(const layers::ConfigList& list) const {
      Json items = Json::array();
      for (const layers::ConfigEntry& item : list.items) items.push_back(value_to_json(item.value));
      return items;
    }
    Json operator()(bool flag) const { return flag; }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(double number) const { return number; }
    Json operator()(const std::string& text) const { return text; }
  };
  return std::visit(Visitor{}, value);
}

/// A list of whole numbers and nulls; anything else is not a shape.
std::optional<Shape> shape_from_json(const Json& list) {
  Shape shape;
  for (const Json& item : list) {
    if (item.is_null())
      shape.push_back(unknown_length);
    else if (item.is_number_integer() && item.get<std::int64_t>() >= 0)
      shape.push_back(item.get<std::int64_t>());
    else
      return std::nullopt;
  }
  return shape;
}

/// Of a list that was written as an object: {"class_name": "__tuple__", "items": [...]}. Else null.
const Json* items_of(const Json& json) {
  if (!json.is_object() || !json.contains("class_name") || !json.contains("items") || !json["items"].is_array())
    return nullptr;
  const Json& name = json["class_name"];
  const bool known = name == "__tuple__" || name == "TensorShape" || name == "ListWrapper";
  return known ? &json["items"] : nullptr;
}

layers::Config object_from_json(const Json& json, const std::string& where, int depth);

layers::ConfigValue value_from_json(const Json& json, const std::string& where, int depth) {
  if (json.is_null()) return layers::ConfigValue{};
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (const Json* items = items_of(json)) return value_from_json(*items, where, depth + 1);
  if (json.is_object()) return object_from_json(json, where, depth + 1);
  if (const auto shape = shape_from_json(json)) return *shape;
  if (depth > deepest) throw Error(where, "config is nested too deeply");
  layers::ConfigList list;
  for (const Json& item : json) list.items.push_back({"", value_from_json(item, where, depth + 1)});
  return list;
}

layers::Config object_from_json(const Json& json, const std::string& where, int depth) {
  if (!json.is_object()) throw Error(where, "config must be an object", json.dump().substr(0, 40));
  if (depth > deepest) throw Error(where, "config is nested too deeply");
  layers::Config config;
  const Json* entries = &json;
  if (json.contains("class_name") && json["class_name"].is_string()) {
    config.class_name = json["class_name"].get<std::string>();
    if (json.contains("module") && json["module"].is_string()) config.module = json["module"].get<std::string>();
    static const Json none = Json::object();
    entries = json.contains("config") && json["config"].is_object() ? &json["config"] : &none;
  }
  for (const auto& [key, value] : entries->items()) {
    config.entries.push_back({key, value_from_json(value, where, depth)});
  }
  return config;
}

}  // namespace

Json to_json(const layers::Config& config) {
  Json entries = Json::object();
  for (const layers::ConfigEntry& entry : config.entries) entries[entry.key] = value_to_json(entry.value);
  if (config.class_name.empty()) return entries;
  Json object;
  object["module"] = config.module;
  object["class_name"] = config.class_name;
  object["config"] = std::move(entries);
  object["registered_name"] = nullptr;
  return object;
}

layers::Config config_from_json(const Json& json, const std::string& where) { return object_from_json(json, where, 0); }

}  // namespace kvant::formats
