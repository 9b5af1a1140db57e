// SPDX-License-Identifier: Apache-2.0
// Activation: an activation as a layer of its own.
#pragma once

#include "layers/layer.h"

namespace kvant::layers {

class ActivationLayer : public Layer {
 public:
  /// Throws a usage Error for an unknown activation.
  explicit ActivationLayer(std::string activation);
  explicit ActivationLayer(const Config& config);

  std::string class_name() const override { return "Activation"; }
  const std::string& activation() const { return activation_; }

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const override;

 private:
  void write_config(Config& config) const override;

  std::string activation_;
};

}  // namespace kvant::layers
