// SPDX-License-Identifier: Apache-2.0
// A table of a recipe, read key by key. Included by the files that read recipes, which alone know toml++.
#pragma once

#include <kvant/suggest.h>
#include <kvant/types/error.h>

#define TOML_HEADER_ONLY 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace kvant::recipes {

inline std::string line_of(const std::string& file, const toml::source_region& source) {
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
  /// A key that may be there.
  void know(const std::string& key) { known_.push_back(key); }
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
  /// A list of numbers, or a single one.
  void read(const std::string& key, std::vector<double>& values) {
    const toml::node* node = find(key);
    if (node == nullptr) return;
    values.clear();
    const auto add = [&](const toml::node& element) {
      const auto number = element.is_number() ? element.value<double>() : std::nullopt;
      if (!number || !std::isfinite(*number)) refuse(key, "must be numbers");
      values.push_back(*number);
    };
    if (!node->is_array()) return add(*node);
    for (const toml::node& element : *node->as_array()) add(element);
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

  /// A table that stands within the value of a key.
  Section within(const toml::table& table, const std::string& key) const { return {table, path_of(key), file_}; }

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

}  // namespace kvant::recipes
