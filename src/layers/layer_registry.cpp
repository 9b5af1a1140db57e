// SPDX-License-Identifier: Apache-2.0
// The table of layers: one line each.
#include "layers/layer_registry.h"

#include "layers/activation_layer.h"
#include "layers/dense_layer.h"
#include "layers/did_you_mean.h"
#include "layers/input_layer.h"

#include <array>

namespace kvant::layers {
namespace {

using Factory = std::shared_ptr<Layer> (*)(const Config&);

template <class T>
std::shared_ptr<Layer> make(const Config& config) {
  return std::make_shared<T>(config);
}

constexpr std::array<std::string_view, 3> names = {"InputLayer", "Dense", "Activation"};
constexpr std::array<Factory, names.size()> factories = {make<InputLayer>, make<DenseLayer>, make<ActivationLayer>};

}  // namespace

std::shared_ptr<Layer> make_layer(const Config& config) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (config.class_name == names[i]) return factories[i](config);
  }
  throw unknown_name(read_string(config, "name", "layers", "layers"), "layer", config.class_name, names);
}

std::span<const std::string_view> known_layers() { return names; }

}  // namespace kvant::layers
