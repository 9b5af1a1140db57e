// SPDX-License-Identifier: Apache-2.0
// Normalization: each channel to mean 0 and deviation 1.
#pragma once

#include "layers/layer.h"

#include <vector>

namespace kvant::layers {

class NormalizationLayer : public Layer {
 public:
  explicit NormalizationLayer(const Config& config);

  std::string class_name() const override { return "Normalization"; }

  /// Takes mean and variance of each channel from samples, batch first. Throws Error before build, for another number
  /// of channels, and a usage Error when they were given.
  void adapt(const Array& samples);

  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const override;

 private:
  void make_variables(const Shape& input_shape, SeedSource& seeds) override;
  void write_config(Config& config) const override;

  std::int64_t axis_ = -1;
  std::vector<float> mean_, variance_;  ///< empty: learned, in variables
};

}  // namespace kvant::layers
