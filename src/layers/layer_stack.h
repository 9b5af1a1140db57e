// SPDX-License-Identifier: Apache-2.0
// Layers one after another, as keras.Sequential has them, and the graph they make.
#pragma once

#include "layers/layer.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kvant::layers {

class LayerStack {
 public:
  std::string name = "sequential";

  /// Puts a layer at the end and names it as Keras does when it has no name: dense, dense_1, ... The stack must then be
  /// built again. Throws a usage Error for a name that stands twice or an InputLayer that is not the first.
  void add(std::shared_ptr<Layer> layer);

  /// Builds every layer that is not yet built, in order, with their first weights. Without an InputLayer, one for
  /// batch_shape comes first. Throws Error when shapes do not fit, or there is no shape, or no layer.
  void build(SeedSource& seeds, const Shape& batch_shape = {});
  bool built() const { return built_; }
  /// Whether the first layer says what goes in.
  bool has_input() const;

  /// The InputLayer included.
  const std::vector<std::shared_ptr<Layer>>& layers() const { return layers_; }
  /// (None, 1); only after build.
  const Shape& input_shape() const { return input_shape_; }
  const Shape& output_shape() const { return output_shape_; }
  /// Shape of each layer's result, in order; only after build.
  const std::vector<Shape>& result_shapes() const { return result_shapes_; }

  /// In Keras' order: layer by layer.
  std::vector<Variable*> variables();
  std::vector<const Variable*> variables() const;

  /// Operators and shared variables, the batch of unknown length. Only after build.
  graph::Graph graph(Mode mode = Mode::inference) const;

 private:
  /// Runs through the layers; before is called with each layer and the shape that enters it.
  graph::Graph pass_through(Mode mode, const std::function<void(Layer&, const Shape&)>& before,
                            std::vector<Shape>& shapes) const;
  std::string free_name(const std::string& class_name) const;
  bool is_taken(const std::string& layer_name) const;

  std::vector<std::shared_ptr<Layer>> layers_;
  std::vector<Shape> result_shapes_;
  Shape input_shape_;
  Shape output_shape_;
  bool built_ = false;
};

/// Keras' snake_case of a class name: InputLayer -> input_layer, Conv2D -> conv2d.
std::string snake_case(const std::string& class_name);

}  // namespace kvant::layers
