// SPDX-License-Identifier: Apache-2.0
// The Activation layer: an activation of its own, as one operator.
#include "layers/activation_layer.h"

#include "layers/activations.h"

namespace kvant::layers {

ActivationLayer::ActivationLayer(std::string activation) : activation_(std::move(activation)) {
  check_activation(activation_, class_name());
}

ActivationLayer::ActivationLayer(const Config& config) {
  read_common(config);
  activation_ = read_activation(config, where());
}

graph::TensorId ActivationLayer::call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const {
  return append_activation(graph, inputs[0], activation_, name());
}

void ActivationLayer::write_config(Config& config) const { config.entries.push_back({"activation", activation_}); }

}  // namespace kvant::layers
