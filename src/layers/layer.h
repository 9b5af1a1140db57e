// SPDX-License-Identifier: Apache-2.0
// What every Keras layer has: a name, a config, variables, and how it becomes operators.
#pragma once

#include "graph/graph.h"
#include "layers/config.h"
#include "layers/seed_source.h"
#include "layers/variable.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace kvant::layers {

/// What a graph is built for.
enum class Mode {
  inference,  ///< answering: nothing that only training needs
  training
};

class Layer {
 public:
  virtual ~Layer() = default;
  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;

  /// Keras' class name: "Dense".
  virtual std::string class_name() const = 0;

  /// Unique in its model; empty until the layer is given one or added to a model.
  const std::string& name() const { return name_; }
  void set_name(std::string name);
  /// Counts up with each layer that is made.
  std::uint64_t serial() const { return serial_; }
  bool trainable() const { return trainable_; }
  void set_trainable(bool trainable) { trainable_ = trainable; }

  /// Makes the variables for inputs of these shapes (batch first, unknown_length) with their first values. A second
  /// call with the same shapes does nothing; with shapes that give other variables it is an Error.
  void build(const std::vector<Shape>& input_shapes, SeedSource& seeds);
  bool built() const { return built_; }
  /// What build was given; empty before.
  const std::vector<Shape>& input_shapes() const { return input_shapes_; }
  /// Of the first input; empty before build.
  const Shape& input_shape() const;

  /// In Keras' order. Empty before build.
  const std::vector<Variable>& variables() const { return variables_; }
  std::vector<Variable>& variables() { return variables_; }
  /// Elements of all variables.
  std::int64_t parameter_count() const;

  /// Adds the layer's operators behind tensors of the graph and returns the result. Only after build.
  virtual graph::TensorId call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode mode) const = 0;

  /// Keras' config: module, class name, then name, trainable, dtype and the layer's own keys.
  Config config() const;

 protected:
  Layer();
  /// name, trainable and dtype of a config. Throws Error for a dtype other than float32.
  void read_common(const Config& config);
  /// For messages: the name, or the class name while there is none.
  std::string where() const { return name_.empty() ? class_name() : name_; }

  /// Adds a variable of zeros in the operator's layout. Throws Error, before it takes memory, when there is not enough
  /// for the variable and for its first values, which are drawn beside it.
  Variable& add_variable(const std::string& name, const Shape& operator_shape, std::vector<int> keras_permutation);
  /// A variable as a tensor of the graph, there once however often the layer is called; training may change it when
  /// the layer is trainable.
  graph::TensorId add_to_graph(graph::Graph& graph, const Variable& variable) const;

 private:
  /// Checks that there is one input and makes its variables. A layer that merges several has its own.
  virtual void set_up(const std::vector<Shape>& input_shapes, SeedSource& seeds);
  /// Of a layer that takes one input. Throws Error for a shape that does not fit.
  virtual void make_variables(const Shape&, SeedSource&) {}
  virtual void write_config(Config& config) const = 0;
  virtual bool has_common_keys() const { return true; }

  std::uint64_t serial_;
  std::string name_;
  bool trainable_ = true;
  bool built_ = false;
  std::vector<Shape> input_shapes_;
  std::vector<Variable> variables_;
};

/// Appends a float32 operator and its results, whose shapes the operator infers; returns the first. tensor_name: the
/// first result's.
graph::TensorId append_node(graph::Graph& graph, graph::Node node, const std::string& tensor_name);

}  // namespace kvant::layers
