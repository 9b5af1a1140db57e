// SPDX-License-Identifier: Apache-2.0
// The registry: every line of layers.def finds its record.
#include "layers/layer_registry.h"

#include "layers/did_you_mean.h"

#include <array>
#include <vector>

namespace kvant::layers {

#define KVANT_LAYER(name) extern const LayerRecord name##_layer_record;
#include "layers/layers.def"

namespace {
const std::array records = {
#define KVANT_LAYER(name) &name##_layer_record,
#include "layers/layers.def"
};
}  // namespace

const LayerRecord* find_layer(std::string_view class_name) {
  for (const LayerRecord* record : records) {
    if (class_name == record->class_name) return record;
  }
  return nullptr;
}

std::shared_ptr<Layer> make_layer(const Config& config) {
  if (const LayerRecord* record = find_layer(config.class_name)) return record->make(config);
  std::vector<std::string_view> names;
  for (const LayerRecord* record : records) names.emplace_back(record->class_name);
  throw unknown_name(read_string(config, "name", "layers", "layers"), "layer", config.class_name, names);
}

std::span<const LayerRecord* const> all_layers() { return records; }

}  // namespace kvant::layers
