// SPDX-License-Identifier: Apache-2.0
// InputLayer: where samples enter a model.
#pragma once

#include "layers/layer.h"

namespace kvant::layers {

class InputLayer : public Layer {
 public:
  /// batch_shape: the batch first, unknown_length for any number of samples, then the shape of one sample.
  /// Throws Error for no axes, a sample axis that is not positive or too many elements.
  explicit InputLayer(Shape batch_shape);
  /// Keys batch_shape, or batch_input_shape as Keras 2 wrote it.
  explicit InputLayer(const Config& config);

  std::string class_name() const override { return "InputLayer"; }
  const Shape& batch_shape() const { return batch_shape_; }

  /// Adds the graph's input, its batch unknown; there is nothing before it.
  graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const override;

 private:
  void set_up(const std::vector<Shape>&, SeedSource&) override {}
  void write_config(Config& config) const override;
  bool has_common_keys() const override { return false; }
  void check_shape() const;

  Shape batch_shape_;
};

}  // namespace kvant::layers
