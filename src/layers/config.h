// SPDX-License-Identifier: Apache-2.0
// What a layer or initialiser was asked to be: Keras' config as an ordered tree, free of any file format.
#pragma once

#include <kvant/types/shape.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace kvant::layers {

struct ConfigEntry;

/// Values without keys.
struct ConfigList {
  std::vector<ConfigEntry> items;

  ConfigList();
  explicit ConfigList(std::vector<ConfigEntry> items);
};

/// Keys and values in Keras' order. With a class name it is one of Keras' serialised objects:
/// {"module": module, "class_name": class_name, "config": {entries}, "registered_name": null}.
struct Config {
  std::string module;      ///< "keras.layers", "keras.initializers"; empty: unknown or a plain dictionary
  std::string class_name;  ///< "Dense"; empty: a plain dictionary
  std::vector<ConfigEntry> entries;

  Config();
  Config(std::string module, std::string class_name);
  Config(std::string module, std::string class_name, std::vector<ConfigEntry> entries);
};

/// null, true, 16, 0.5, "relu", [null, 1] (unknown_length is null), a nested object or a list of other things.
using ConfigValue = std::variant<std::monostate, bool, std::int64_t, double, std::string, Shape, Config, ConfigList>;

struct ConfigEntry {
  std::string key;
  ConfigValue value;
};

/// The value of a key, or null when the key is absent.
const ConfigValue* find(const Config& config, std::string_view key);

/// False for a key that is absent or null.
bool is_given(const Config& config, std::string_view key);

/// Typed reading. An absent or null key gives the fallback, another type an Error "where: key must be a ...".
bool read_bool(const Config& config, std::string_view key, bool fallback, const std::string& where);
std::int64_t read_integer(const Config& config, std::string_view key, std::int64_t fallback, const std::string& where);
double read_number(const Config& config, std::string_view key, double fallback, const std::string& where);
std::string read_string(const Config& config, std::string_view key, std::string fallback, const std::string& where);
Shape read_shape(const Config& config, std::string_view key, Shape fallback, const std::string& where);
/// A list of numbers, or a single one.
std::vector<double> read_numbers(const Config& config, std::string_view key, const std::string& where);
/// Throws Error for a key that is given and neither null nor the only value that is supported.
void refuse_keys(const Config& config, std::initializer_list<std::string_view> keys, const std::string& where);

}  // namespace kvant::layers
