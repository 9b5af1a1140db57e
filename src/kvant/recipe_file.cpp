// SPDX-License-Identifier: Apache-2.0
// From TOML to Recipe.
#include "kvant/recipe_file.h"

#include "kvant/recipe_data_part.h"
#include "kvant/recipe_section.h"
#include "kvant/recipe_training.h"
#include "layers/layer_registry.h"

#include <kvant/export.h>
#include <kvant/suggest.h>
#include <kvant/types/error.h>

namespace kvant::recipes {
namespace {

/// The keys of a type of layer; none for a type that there is not.
std::vector<std::string> keys_of(const std::string& type) {
  const layers::LayerRecord* record = layers::find_layer(type);
  if (record == nullptr) return {};
  std::vector<std::string> keys(record->keys.begin(), record->keys.end());
  if (type == "InputLayer") {
    keys.insert(keys.begin(), "shape");
    return keys;
  }
  keys.insert(keys.end(), {"trainable", "input_shape", "inputs"});
  return keys;
}

layers::ConfigValue read_value(const Section& section, const std::string& key, const toml::node& node);

/// Whole numbers are lengths; a list of other things is a list.
layers::ConfigValue read_list(const Section& section, const std::string& key, const toml::array& array) {
  Shape shape;
  layers::ConfigList list;
  for (const toml::node& element : array) {
    if (const auto* length = element.as_integer()) shape.push_back(length->get());
    list.items.push_back({"", read_value(section, key, element)});
  }
  if (shape.size() == array.size()) return shape;
  return list;
}

layers::ConfigValue read_value(const Section& section, const std::string& key, const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* truth = node.as_boolean()) return truth->get();
  if (const auto* integer = node.as_integer()) return integer->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* array = node.as_array()) return read_list(section, key, *array);
  const auto* table = node.as_table();
  if (table == nullptr) section.refuse(key, "must be a number, text, true or false, a list or a table");
  layers::Config config;
  for (const auto& [inner, value] : *table) {
    if (inner.str() == "class_name" && value.is_string())
      config.class_name = value.as_string()->get();
    else
      config.entries.push_back({std::string(inner.str()), read_value(section, key, value)});
  }
  return config;
}

LayerPart read_layer(const toml::table& table, const std::string& file) {
  Section section(table, "layers", file);
  LayerPart layer;
  layer.where = section.where();
  const toml::node* type = section.find("type");
  if (type != nullptr && !type->is_string()) section.refuse("type", "must be the name of a layer in quotation marks");
  if (type != nullptr) layer.config.class_name = type->as_string()->get();
  layer.config.module = "keras.layers";
  const bool known_type = layers::find_layer(layer.config.class_name) != nullptr;
  std::vector<std::string> keys = keys_of(layer.config.class_name);
  if (table.get("inputs") != nullptr && known_type) section.read("inputs", layer.inputs);
  keys.insert(keys.begin(), "name");
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (name != "type" && name != "inputs" && known_type) layer.config.entries.push_back({name, {}});
  }
  for (const std::string& key : keys) section.find(key);
  if (known_type || type == nullptr) section.finish();
  section.require("type");
  for (layers::ConfigEntry& entry : layer.config.entries) {
    entry.value = read_value(section, entry.key, *table.get(entry.key));
  }
  return layer;
}

std::vector<LayerPart> read_layers(Section& top) {
  std::vector<LayerPart> layers;
  const toml::node* node = top.find("layers");
  if (node == nullptr) return layers;
  const toml::array* tables = node->as_array();
  if (tables == nullptr || !tables->is_homogeneous(toml::node_type::table)) {
    top.refuse("layers", "must be tables: [[layers]]");
  }
  for (const toml::node& table : *tables) layers.push_back(read_layer(*table.as_table(), top.file()));
  return layers;
}

ConvertPart read_convert(Section section) {
  ConvertPart convert;
  const std::vector<std::string> types = {"int8", "uint8", "float32"};
  section.read_words("quantize", convert.quantize, {"none", "int8"});
  const toml::node* representative = section.find("representative");
  if (representative != nullptr && representative->is_string())
    section.read("representative", convert.representative_file);
  else
    section.read("representative", convert.representative_count, 1);
  section.read_word("input_type", convert.input_type, types);
  section.read_word("output_type", convert.output_type, types);
  section.read("per_tensor_dense", convert.per_tensor_dense);
  section.read_word("calibration", convert.calibration, {"true", "tensorflow"});
  section.read("strip", convert.strip);
  section.finish();
  if (convert.quantize.empty()) section.refuse("quantize", "must name at least one of none, int8");
  return convert;
}

ExportPart read_export(Section section) {
  ExportPart exported{{"c-array"}, {}};
  section.read_words("as", exported.as, export_forms());
  section.read("name", exported.name);
  section.finish();
  return exported;
}

/// "test.mse" = "<= 1" and test.mse = "<= 1" say the same.
void read_expect(const toml::table& table, const std::string& prefix, Recipe& recipe) {
  for (const auto& [key, node] : table) {
    const std::string metric = prefix + std::string(key.str());
    if (const toml::table* inner = node.as_table()) {
      read_expect(*inner, metric + ".", recipe);
      continue;
    }
    const std::string where = line_of(recipe.file, node.source()) + ": expect." + metric;
    if (!node.is_string()) throw Error(where, "must be text like \"<= 0.09\"", {}, ErrorKind::usage);
    try {
      recipe.expect.emplace_back(where, parse_expectation(metric + node.as_string()->get()));
    } catch (const Error&) {
      throw Error(where, "must read like \"<= 0.09\", with <=, <, >= or >", "\"" + node.as_string()->get() + "\"",
                  ErrorKind::usage);
    }
  }
}

void check_format(Section& top) {
  std::int64_t format = 0;
  top.read("kvant", format, 0);
  if (top.table().get("kvant") == nullptr)
    throw Error(top.file(), "is no recipe: kvant = 1 is missing", {}, ErrorKind::usage);
  if (format != 1) top.refuse("kvant", "this version reads recipes of format 1, received " + std::to_string(format));
}

Recipe read_top(const toml::table& table, const std::string& file) {
  Recipe recipe;
  recipe.file = file;
  Section top(table, "", file);
  check_format(top);
  top.read("name", recipe.name);
  top.read("seed", recipe.seed, 0);
  top.read("weights", recipe.weights);
  auto data = top.section("data");
  recipe.layers = read_layers(top);
  top.read("outputs", recipe.outputs);
  if (auto section = top.section("compile")) recipe.compile = read_compile(*section);
  if (auto section = top.section("fit")) recipe.fit = read_fit(*section);
  if (auto section = top.section("convert")) recipe.convert = read_convert(*section);
  if (auto section = top.section("export")) recipe.exported = read_export(*section);
  if (auto section = top.section("expect")) read_expect(section->table(), "", recipe);
  top.finish();
  for (const char* key : {"name", "data"}) {
    if (table.get(key) == nullptr) throw Error(file, std::string(key) + " is missing", {}, ErrorKind::usage);
  }
  recipe.data = read_data(*data);
  return recipe;
}

}  // namespace

Recipe read_recipe(std::string_view text, const std::string& file) {
  try {
    return read_top(toml::parse(text), file);
  } catch (const toml::parse_error& error) {
    throw Error(line_of(file, error.source()), std::string(error.description()), {}, ErrorKind::usage);
  }
}

}  // namespace kvant::recipes
