// SPDX-License-Identifier: Apache-2.0
// Layers and how they hang together, one after another (keras.Sequential) or in any directed acyclic graph
// (keras.Model), and the graph of operators they make.
#pragma once

#include "layers/layer.h"
#include "layers/symbolic_tensor.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace kvant::layers {

/// One use of a layer. A shared layer has several.
struct LayerCall {
  std::size_t layer = 0;            ///< index into layers()
  std::vector<std::size_t> inputs;  ///< indices of calls; of an InputLayer none
  Shape shape;                      ///< of the result; empty before build
};

class LayerGraph {
 public:
  std::string name = "sequential";
  std::vector<std::string> class_names = {};  ///< what a classifier's outputs stand for; may be empty

  /// A chain without layers, to which add() adds.
  LayerGraph() = default;
  /// What leads from the inputs to the outputs, built. Layers without a name get one as Keras makes them: conv2d,
  /// conv2d_1, in the order in which they were made. Throws a usage Error for an output that other inputs lead to, an
  /// input that is none, and a name that stands twice.
  LayerGraph(std::string name, const std::vector<SymbolicTensorPointer>& inputs,
             const std::vector<SymbolicTensorPointer>& outputs);

  /// Puts a layer at the end of the chain and names it. It must then be built again. Throws a usage Error for a name
  /// that stands twice or an InputLayer that is not the first.
  void add(std::shared_ptr<Layer> layer);

  /// Builds every layer of the chain that is not yet built, in order, with their first weights. Without an InputLayer,
  /// one for batch_shape comes first. Throws Error when shapes do not fit, or there is no shape, or no layer.
  void build(SeedSource& seeds, const Shape& batch_shape = {});
  bool built() const { return built_; }
  /// A chain of layers.
  bool is_sequential() const { return sequential_; }
  /// Whether a chain's first layer says what goes in.
  bool has_input() const;

  /// Each once, in Keras' order, InputLayers included.
  const std::vector<std::shared_ptr<Layer>>& layers() const { return layers_; }
  /// In an order in which they can be computed.
  const std::vector<LayerCall>& calls() const { return calls_; }
  /// Indices of calls.
  const std::vector<std::size_t>& inputs() const { return inputs_; }
  const std::vector<std::size_t>& outputs() const { return outputs_; }

  /// (None, 1), one for each input or output; only after build.
  std::vector<Shape> input_shapes() const { return shapes_of(inputs_); }
  std::vector<Shape> output_shapes() const { return shapes_of(outputs_); }
  /// Of the first use of a layer; only after build.
  const Shape& result_shape(std::size_t layer) const;

  /// In Keras' order: layer by layer.
  std::vector<Variable*> variables();
  std::vector<const Variable*> variables() const;

  /// Operators and shared variables, the batch of unknown length. Only after build.
  graph::Graph graph(Mode mode = Mode::inference) const;

 private:
  void find_calls(const std::vector<SymbolicTensorPointer>& inputs, const std::vector<SymbolicTensorPointer>& outputs);
  void name_layers();
  std::vector<Shape> shapes_of(const std::vector<std::size_t>& calls) const;
  std::string free_name(const std::string& class_name) const;
  bool is_taken(const std::string& layer_name) const;

  std::vector<std::shared_ptr<Layer>> layers_;
  std::vector<LayerCall> calls_;
  std::vector<std::size_t> inputs_, outputs_;
  bool sequential_ = true;
  bool built_ = false;
};

/// Keras' snake_case of a class name: InputLayer -> input_layer, Conv2D -> conv2d.
std::string snake_case(const std::string& class_name);

}  // namespace kvant::layers
