// SPDX-License-Identifier: Apache-2.0
// Reading values out of a config.
#include "layers/config.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>

namespace kvant::layers {
namespace {

const ConfigValue* find_given(const Config& config, std::string_view key) {
  const ConfigValue* value = find(config, key);
  return value == nullptr || std::holds_alternative<std::monostate>(*value) ? nullptr : value;
}

template <class T>
T read(const Config& config, std::string_view key, T fallback, const std::string& where, const char* wanted) {
  const ConfigValue* value = find_given(config, key);
  if (value == nullptr) return fallback;
  const T* typed = std::get_if<T>(value);
  if (typed == nullptr) throw Error(where, std::string(key) + " must be " + wanted);
  return *typed;
}

}  // namespace

Config::Config() = default;
Config::Config(std::string given_module, std::string given_class)
    : module(std::move(given_module)), class_name(std::move(given_class)) {}
Config::Config(std::string given_module, std::string given_class, std::vector<ConfigEntry> given)
    : module(std::move(given_module)), class_name(std::move(given_class)), entries(std::move(given)) {}

ConfigList::ConfigList() = default;
ConfigList::ConfigList(std::vector<ConfigEntry> given) : items(std::move(given)) {}

const ConfigValue* find(const Config& config, std::string_view key) {
  for (const ConfigEntry& entry : config.entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

bool is_given(const Config& config, std::string_view key) { return find_given(config, key) != nullptr; }

bool read_bool(const Config& config, std::string_view key, bool fallback, const std::string& where) {
  return read<bool>(config, key, fallback, where, "true or false");
}

// A file may spell 16 as 16.0, and 1.0 as 1.
std::int64_t read_integer(const Config& config, std::string_view key, std::int64_t fallback, const std::string& where) {
  const ConfigValue* value = find_given(config, key);
  const double* number = value ? std::get_if<double>(value) : nullptr;
  if (number && std::fabs(*number) < 0x1p53 && std::trunc(*number) == *number)
    return static_cast<std::int64_t>(*number);
  return read<std::int64_t>(config, key, fallback, where, "a whole number");
}

double read_number(const Config& config, std::string_view key, double fallback, const std::string& where) {
  const ConfigValue* value = find_given(config, key);
  const std::int64_t* integer = value ? std::get_if<std::int64_t>(value) : nullptr;
  if (integer) return static_cast<double>(*integer);
  return read<double>(config, key, fallback, where, "a number");
}

std::string read_string(const Config& config, std::string_view key, std::string fallback, const std::string& where) {
  return read<std::string>(config, key, std::move(fallback), where, "a string");
}

Shape read_shape(const Config& config, std::string_view key, Shape fallback, const std::string& where) {
  return read<Shape>(config, key, std::move(fallback), where, "a list of lengths");
}

namespace {

/// Adds a value's numbers, a list's from first to last; false for anything else.
bool append_numbers(const ConfigValue& value, std::vector<double>& numbers) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    numbers.push_back(static_cast<double>(*integer));
  } else if (const auto* number = std::get_if<double>(&value)) {
    numbers.push_back(*number);
  } else if (const auto* shape = std::get_if<Shape>(&value)) {
    for (const std::int64_t length : *shape) numbers.push_back(static_cast<double>(length));
  } else if (const auto* list = std::get_if<ConfigList>(&value)) {
    return std::all_of(list->items.begin(), list->items.end(),
                       [&](const ConfigEntry& item) { return append_numbers(item.value, numbers); });
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::vector<double> read_numbers(const Config& config, std::string_view key, const std::string& where) {
  std::vector<double> numbers;
  const ConfigValue* value = find_given(config, key);
  if (value != nullptr && !append_numbers(*value, numbers))
    throw Error(where, std::string(key) + " must be a number or a list of numbers");
  return numbers;
}

void refuse_keys(const Config& config, std::initializer_list<std::string_view> keys, const std::string& where) {
  for (const std::string_view key : keys) {
    const ConfigValue* value = find_given(config, key);
    const bool* truth = value != nullptr ? std::get_if<bool>(value) : nullptr;
    if (value != nullptr && !(truth != nullptr && !*truth)) throw Error(where, std::string(key) + " is not supported");
  }
}

}  // namespace kvant::layers
