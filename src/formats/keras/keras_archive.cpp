// SPDX-License-Identifier: Apache-2.0
// Writing and reading .keras.
#include "formats/keras/keras_archive.h"

#include "formats/hdf5/hdf5_reader.h"
#include "formats/hdf5/hdf5_writer.h"
#include "formats/keras/keras_config.h"
#include "formats/zip/zip_archive.h"

#include <kvant/types/error.h>

#include <map>
#include <string>

namespace kvant::formats {
namespace {

constexpr const char* config_entry = "config.json";
constexpr const char* weights_entry = "model.weights.h5";

std::vector<std::byte> bytes_of(const std::string& text) {
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

/// Keras numbers a model's layers by class: layers/dense, layers/dense_1 ..., whatever their names are.
class WeightGroups {
 public:
  std::string next(const layers::Layer& layer) {
    const std::string group = layers::snake_case(layer.class_name());
    const int number = counts_[group]++;
    return "layers/" + group + (number == 0 ? "" : "_" + std::to_string(number));
  }

 private:
  std::map<std::string, int> counts_;
};

Hdf5Tree weights_of(const layers::LayerGraph& graph) {
  Hdf5Tree tree;
  WeightGroups groups;
  for (const auto& layer : graph.layers()) {
    const std::string group = groups.next(*layer) + "/vars";
    if (layer->variables().empty()) continue;
    for (std::size_t i = 0; i < layer->variables().size(); ++i) {
      tree.add_dataset(group + "/" + std::to_string(i), layer->variables()[i].keras_value());
    }
    tree.group(group).set_attribute("name", layer->name());
  }
  return tree;
}

const ZipEntry& entry_of(const std::vector<ZipEntry>& entries, const std::string& path, const std::string& name) {
  for (const ZipEntry& entry : entries) {
    if (entry.path == path) return entry;
  }
  throw Error(name, "is not a .keras file: " + path + " is missing");
}

void read_weights(const Hdf5Tree& tree, layers::LayerGraph& graph, const std::string& name) {
  WeightGroups groups;
  for (const auto& layer : graph.layers()) {
    const std::string group = groups.next(*layer) + "/vars/";
    for (std::size_t i = 0; i < layer->variables().size(); ++i) {
      layers::Variable& variable = layer->variables()[i];
      const Hdf5Node* node = tree.find(group + std::to_string(i));
      const Array* value = node != nullptr && node->value ? std::get_if<Array>(&*node->value) : nullptr;
      if (value == nullptr)
        throw Error(name, "weights of layer " + layer->name() + ": " + variable.name + " is missing");
      if (value->shape() != variable.keras_shape()) {
        throw Error(name,
                    "weights of layer " + layer->name() + ": " + variable.name + " must have shape " +
                        to_string(variable.keras_shape()),
                    to_string(value->shape()));
      }
      variable.set_keras_value(*value);
    }
  }
}

}  // namespace

std::vector<std::byte> write_keras_archive(const layers::LayerGraph& graph) {
  const std::string metadata = "{\"keras_version\": \"3.15.1\", \"date_saved\": \"1980-01-01@00:00:00\"}";
  const std::vector<ZipEntry> entries = {{"metadata.json", bytes_of(metadata)},
                                         {config_entry, bytes_of(emit_keras_config(graph))},
                                         {weights_entry, write_hdf5(weights_of(graph))}};
  return write_zip(entries);
}

layers::LayerGraph read_keras_archive(std::span<const std::byte> bytes, std::string_view file) {
  const std::string name(file);
  const std::vector<ZipEntry> entries = read_zip(bytes, file);
  const auto& config = entry_of(entries, config_entry, name).bytes;
  layers::LayerGraph graph = read_keras_config({reinterpret_cast<const char*>(config.data()), config.size()}, name);
  read_weights(read_hdf5(entry_of(entries, weights_entry, name).bytes, name), graph, name);
  return graph;
}

}  // namespace kvant::formats
