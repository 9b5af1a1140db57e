// SPDX-License-Identifier: Apache-2.0
// Writing and reading .keras.
#include "formats/keras/keras_archive.h"

#include "formats/hdf5/hdf5_reader.h"
#include "formats/hdf5/hdf5_writer.h"
#include "formats/keras/keras_config.h"
#include "formats/keras/keras_weights.h"
#include "formats/zip/zip_archive.h"

#include <kvant/types/error.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace kvant::formats {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* config_entry = "config.json";
constexpr const char* labels_entry = "kvant/labels.txt";
constexpr const char* weights_entry = "model.weights.h5";

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

const ZipEntry& entry_of(const std::vector<ZipEntry>& entries, const std::string& path, const std::string& name) {
  for (const ZipEntry& entry : entries) {
    if (entry.path == path) return entry;
  }
  throw Error(name, "is not a .keras file: " + path + " is missing");
}

std::string text_of_lines(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// text: a config that has been read.
std::optional<SavedTraining> read_training(std::string_view text, const Hdf5Tree& weights) {
  const Json json = Json::parse(text);
  if (!json.contains("compile_config") || !json["compile_config"].is_object() || json["compile_config"].empty())
    return {};
  SavedTraining training{json["compile_config"].dump(), "", {}};
  for (std::size_t i = 0;; ++i) {
    const Hdf5Node* node = weights.find("optimizer/vars/" + std::to_string(i));
    const Array* value = node != nullptr && node->value ? std::get_if<Array>(&*node->value) : nullptr;
    if (value == nullptr) return training;
    training.optimizer.push_back({"", *value});
  }
}

}  // namespace

std::vector<std::byte> write_keras_archive(const layers::LayerGraph& graph, const SavedTraining* training) {
  const std::string metadata = "{\"keras_version\": \"3.15.1\", \"date_saved\": \"1980-01-01@00:00:00\"}";
  Hdf5Tree weights;
  add_keras_weights(weights, saved_layers_of(graph));
  Json config = emit_keras_config(graph);
  if (training != nullptr) {
    config["compile_config"] = Json::parse(training->config);
    for (std::size_t i = 0; i < training->optimizer.size(); ++i)
      weights.add_dataset("optimizer/vars/" + std::to_string(i), training->optimizer[i].value);
    weights.group("optimizer/vars").set_attribute("name", training->optimizer_name);
  }
  std::vector<ZipEntry> entries = {{"metadata.json", bytes_of(metadata)},
                                   {config_entry, bytes_of(config.dump())},
                                   {weights_entry, write_hdf5(weights)}};
  if (!graph.class_names.empty()) entries.push_back({labels_entry, bytes_of(text_of_lines(graph.class_names))});
  return write_zip(entries);
}

ConnectedModel read_keras_archive(std::span<const std::byte> bytes, std::string_view file) {
  const std::string name(file);
  const std::vector<ZipEntry> entries = read_zip(bytes, file);
  const auto& config = entry_of(entries, config_entry, name).bytes;
  const std::string_view text(reinterpret_cast<const char*>(config.data()), config.size());
  ConnectedModel model = read_keras_config(text, name);
  const Hdf5Tree weights = read_hdf5(entry_of(entries, weights_entry, name).bytes, name);
  read_keras_weights(weights, model.layers, name);
  model.training = read_training(text, weights);
  for (const ZipEntry& entry : entries) {
    if (entry.path == labels_entry)
      model.graph.class_names = lines_of({reinterpret_cast<const char*>(entry.bytes.data()), entry.bytes.size()});
  }
  return model;
}

void read_archive_weights(std::span<const std::byte> bytes, std::span<const SavedLayer> layers, std::string_view file) {
  const std::string name(file);
  const std::vector<ZipEntry> entries = read_zip(bytes, file);
  read_keras_weights(read_hdf5(entry_of(entries, weights_entry, name).bytes, name), layers, name);
}

}  // namespace kvant::formats
