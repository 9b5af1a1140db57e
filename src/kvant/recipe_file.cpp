// SPDX-License-Identifier: Apache-2.0
// From TOML to Recipe. The only file that includes toml++.
#include "kvant/recipe_file.h"

#include "layers/layer_registry.h"

#include <kvant/export.h>
#include <kvant/suggest.h>
#include <kvant/types/error.h>

#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>
#include <algorithm>
#include <cmath>

namespace kvant::recipes {
namespace {

std::string line_of(const std::string& file, const toml::source_region& source) {
  return file + ":" + std::to_string(source.begin.line);
}

/// One table of the recipe. Every key that is asked for is known; finish() complains about the others.
class Section {
 public:
  Section(const toml::table& table, std::string name, std::string file)
      : table_(table), name_(std::move(name)), file_(std::move(file)) {}

  std::string where(const toml::node& node, const std::string& key) const {
    return line_of(file_, node.source()) + ": " + path_of(key);
  }
  std::string where() const { return line_of(file_, table_.source()) + (name_.empty() ? "" : ": " + name_); }

  /// The value of a key, or null.
  const toml::node* find(const std::string& key) {
    known_.push_back(key);
    return table_.get(key);
  }
  [[noreturn]] void refuse(const std::string& key, const std::string& what) const {
    throw Error(where(*table_.get(key), key), what, {}, ErrorKind::usage);
  }

  // A key that is absent leaves the value as it is.
  void read(const std::string& key, std::string& value) {
    if (const toml::node* node = find(key)) value = text_of(*node, key);
  }
  void read(const std::string& key, bool& value) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    if (!node->is_boolean()) refuse(key, "must be true or false");
    value = node->as_boolean()->get();
  }
  void read(const std::string& key, std::int64_t& value, std::int64_t low) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    if (!node->is_integer()) refuse(key, "must be a whole number");
    value = node->as_integer()->get();
    if (value < low) refuse(key, "must be " + std::to_string(low) + " or more, received " + std::to_string(value));
  }
  void read(const std::string& key, double& value) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    const auto number = node->is_number() ? node->value<double>() : std::nullopt;
    if (!number || !std::isfinite(*number)) refuse(key, "must be a number");
    value = *number;
  }
  /// A list of strings, or a single one.
  void read(const std::string& key, std::vector<std::string>& values) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    values.clear();
    if (node->is_array()) {
      for (const toml::node& element : *node->as_array()) values.push_back(text_of(element, key));
    } else {
      values.push_back(text_of(*node, key));
    }
  }
  void read_word(const std::string& key, std::string& value, const std::vector<std::string>& words) {
    read(key, value);
    check_word(key, value, words);
  }
  void read_words(const std::string& key, std::vector<std::string>& values, const std::vector<std::string>& words) {
    read(key, values);
    for (const std::string& value : values) check_word(key, value, words);
  }

  /// A table within; empty when the key is absent.
  std::optional<Section> section(const std::string& key) {
    const toml::node* node = find(key);
    if (node == nullptr) return {};
    if (!node->is_table()) refuse(key, "must be a table");
    return Section(*node->as_table(), path_of(key), file_);
  }

  /// Throws Error for the first key, by line, that nobody asked for.
  void finish() const {
    const toml::key* first = nullptr;
    for (const auto& [key, node] : table_) {
      if (std::find(known_.begin(), known_.end(), key.str()) != known_.end()) continue;
      if (first == nullptr || key.source().begin < first->source().begin) first = &key;
    }
    if (first == nullptr) return;
    const std::string closest = closest_word(first->str(), known_);
    std::string list;
    for (const std::string& key : known_) list += (list.empty() ? "" : ", ") + key;
    throw Error(line_of(file_, first->source()) + ": " + path_of(std::string(first->str())),
                "unknown key; " + (closest.empty() ? "known are " + list : "did you mean \"" + closest + "\"?"), {},
                ErrorKind::usage);
  }
  /// After finish: a misspelt key is not a missing one.
  void require(const std::string& key) const {
    if (table_.get(key) == nullptr) throw Error(where(), key + " is missing", {}, ErrorKind::usage);
  }

  const toml::table& table() const { return table_; }
  const std::string& file() const { return file_; }

 private:
  std::string path_of(const std::string& key) const { return name_.empty() ? key : name_ + "." + key; }
  std::string text_of(const toml::node& node, const std::string& key) const {
    if (!node.is_string()) refuse(key, "must be text in quotation marks");
    return node.as_string()->get();
  }
  void check_word(const std::string& key, const std::string& value, const std::vector<std::string>& words) const {
    if (table_.get(key) == nullptr || std::find(words.begin(), words.end(), value) != words.end()) return;
    const std::string closest = closest_word(value, words);
    std::string list;
    for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
    refuse(key, "must be one of " + list + ", received \"" + value + "\"" +
                    (closest.empty() ? "" : "; did you mean \"" + closest + "\"?"));
  }

  const toml::table& table_;
  std::string name_;
  std::string file_;
  std::vector<std::string> known_;
};

DataPart read_data(Section section) {
  DataPart data;
  section.read("file", data.file);
  section.read("inputs", data.inputs);
  section.read("targets", data.targets);
  if (auto split = section.section("split")) {
    split->read("train", data.fractions.train);
    split->read("test", data.fractions.test);
    split->read("validate", data.fractions.validate);
    split->read("shuffle", data.shuffle);
    split->finish();
    const Fractions& parts = data.fractions;
    const bool fits = parts.train > 0 && parts.test >= 0 && parts.validate >= 0 &&
                      parts.train + parts.test + parts.validate <= 1 + 1e-9;
    if (!fits) section.refuse("split", "parts must be 0 or more, train above 0, and their sum at most 1");
  }
  section.finish();
  section.require("file");
  return data;
}

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

void read_optimizer(Section& section, CompilePart& compile) {
  const toml::node* node = section.find("optimizer");
  if (node == nullptr || !node->is_table()) return section.read("optimizer", compile.optimizer);
  Section table = *section.section("optimizer");
  table.read_word("name", compile.optimizer, {"adam", "sgd", "rmsprop"});
  std::vector<std::string> numbers = {"learning_rate"}, switches;
  if (compile.optimizer == "adam") numbers.insert(numbers.end(), {"beta_1", "beta_2", "epsilon"});
  if (compile.optimizer == "sgd") numbers.push_back("momentum"), switches.push_back("nesterov");
  if (compile.optimizer == "rmsprop")
    numbers.insert(numbers.end(), {"rho", "momentum", "epsilon"}), switches.push_back("centered");
  for (const std::string& key : numbers) {
    double value = 0;
    table.read(key, value);
    if (table.table().get(key) != nullptr) compile.optimizer_settings.emplace_back(key, value);
  }
  for (const std::string& key : switches) {
    bool value = false;
    table.read(key, value);
    if (value) compile.optimizer_settings.emplace_back(key, 1);
  }
  table.finish();
  table.require("name");
}

CompilePart read_compile(Section section) {
  CompilePart compile;
  compile.where = section.where();
  read_optimizer(section, compile);
  section.read("loss", compile.loss);
  section.read("metrics", compile.metrics);
  section.finish();
  return compile;
}

FitPart read_fit(Section section) {
  FitPart fit;
  section.read("epochs", fit.epochs, 1);
  section.read("batch_size", fit.batch_size, 1);
  section.read("shuffle", fit.shuffle);
  section.read("validation", fit.validation);
  section.read("reproducible", fit.reproducible);
  section.finish();
  return fit;
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
