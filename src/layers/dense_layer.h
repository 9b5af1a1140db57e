// SPDX-License-Identifier: Apache-2.0
// Dense: activation(x kernel + bias).
#pragma once

#include "layers/initializers.h"
#include "layers/layer.h"

namespace kvant::layers {

class DenseLayer : public Layer {
 public:
  struct Settings {
    std::int64_t units = 0;  ///< 1 or more
    std::string activation = "linear";
    bool use_bias = true;
    Initializer kernel_initializer;
    Initializer bias_initializer;
  };

  /// Throws Error for units below 1 or beyond 2^31 - 1 and for an unknown activation.
  explicit DenseLayer(Settings settings);
  /// Throws Error for regularizers, constraints and what else changes training and is not supported.
  explicit DenseLayer(const Config& config);

  std::string class_name() const override { return "Dense"; }
  const Settings& settings() const { return settings_; }

  /// FULLY_CONNECTED, and the activation as an operator of its own.
  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const override;

 private:
  void make_variables(const Shape& input_shape, SeedSource& seeds) override;
  void write_config(Config& config) const override;
  void check_settings() const;

  Settings settings_;
};

}  // namespace kvant::layers
