// SPDX-License-Identifier: Apache-2.0
// Activation: an activation as a layer of its own.
#include "layers/activations.h"
#include "layers/layer_record.h"

#include <array>

namespace kvant::layers {
namespace {

class ActivationLayer : public Layer {
 public:
  explicit ActivationLayer(const Config& config) {
    read_common(config);
    activation_ = read_activation(config, where());
  }

  std::string class_name() const override { return "Activation"; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const override {
    return append_activation(graph, inputs[0], activation_, name());
  }

 private:
  void write_config(Config& config) const override { config.entries.push_back({"activation", activation_}); }

  std::string activation_;
};

constexpr std::array<std::string_view, 1> keys = {"activation"};

}  // namespace

extern const LayerRecord activation_layer_record;
const LayerRecord activation_layer_record = {"Activation", make<ActivationLayer>, keys};

}  // namespace kvant::layers
