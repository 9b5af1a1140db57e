// SPDX-License-Identifier: Apache-2.0
// Writing and reading .keras.
#include "formats/keras/keras_archive.h"

#include "formats/hdf5/hdf5_reader.h"
#include "formats/hdf5/hdf5_writer.h"
#include "formats/keras/keras_config.h"
#include "formats/keras/keras_weights.h"
#include "formats/zip/zip_archive.h"

#include <kvant/types/error.h>

#include <string>

namespace kvant::formats {
namespace {

constexpr const char* config_entry = "config.json";
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

}  // namespace

std::vector<std::byte> write_keras_archive(const layers::LayerGraph& graph) {
  const std::string metadata = "{\"keras_version\": \"3.15.1\", \"date_saved\": \"1980-01-01@00:00:00\"}";
  Hdf5Tree weights;
  add_keras_weights(weights, saved_layers_of(graph));
  const std::vector<ZipEntry> entries = {{"metadata.json", bytes_of(metadata)},
                                         {config_entry, bytes_of(emit_keras_config(graph))},
                                         {weights_entry, write_hdf5(weights)}};
  return write_zip(entries);
}

ConnectedModel read_keras_archive(std::span<const std::byte> bytes, std::string_view file) {
  const std::string name(file);
  const std::vector<ZipEntry> entries = read_zip(bytes, file);
  const auto& config = entry_of(entries, config_entry, name).bytes;
  ConnectedModel model = read_keras_config({reinterpret_cast<const char*>(config.data()), config.size()}, name);
  read_keras_weights(read_hdf5(entry_of(entries, weights_entry, name).bytes, name), model.layers, name);
  return model;
}

void read_archive_weights(std::span<const std::byte> bytes, std::span<const SavedLayer> layers, std::string_view file) {
  const std::string name(file);
  const std::vector<ZipEntry> entries = read_zip(bytes, file);
  read_keras_weights(read_hdf5(entry_of(entries, weights_entry, name).bytes, name), layers, name);
}

}  // namespace kvant::formats
