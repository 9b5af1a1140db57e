// SPDX-License-Identifier: Apache-2.0
// What every Keras layer has: a name, a config, variables, and how it becomes operators.
#pragma once

#include "graph/graph.h"
#include "layers/config.h"
#include "layers/seed_source.h"
#include "layers/variable.h"

#include <memory>
#include <string>
#include <vector>

namespace kvant::layers {

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
  bool trainable() const { return trainable_; }
  void set_trainable(bool trainable) { trainable_ = trainable; }

  /// Makes the variables for inputs of this shape (batch first, unknown_length) with their first values. A second call
  /// with the same shape does nothing; with a shape that gives other variables it is an Error.
  void build(const Shape& input_shape, SeedSource& seeds);
  bool built() const { return built_; }
  /// What build was given; empty before.
  const Shape& input_shape() const { return input_shape_; }

  /// In Keras' order. Empty before build.
  const std::vector<Variable>& variables() const { return variables_; }
  std::vector<Variable>& variables() { return variables_; }
  /// Elements of all variables.
  std::int64_t parameter_count() const;

  /// Adds the layer's operators behind a tensor of the graph and returns the result. Only after build.
  virtual graph::TensorId call(graph::Graph& graph, graph::TensorId input) const = 0;

  /// Keras' config: module, class name, then name, trainable, dtype and the layer's own keys.
  Config config() const;

 protected:
  Layer() = default;
  /// name, trainable and dtype of a config. Throws Error for a dtype other than float32.
  void read_common(const Config& config);
  /// For messages: the name, or the class name while there is none.
  std::string where() const { return name_.empty() ? class_name() : name_; }

  /// Adds a variable of zeros in the operator's layout.
  Variable& add_variable(const std::string& name, const Shape& operator_shape, std::vector<int> keras_permutation);
  /// A variable as a tensor of the graph; training may change it when the layer is trainable.
  graph::TensorId add_to_graph(graph::Graph& graph, const Variable& variable) const;

 private:
  virtual void make_variables(const Shape& input_shape, SeedSource& seeds) = 0;
  virtual void write_config(Config& config) const = 0;
  virtual bool has_common_keys() const { return true; }

  std::string name_;
  bool trainable_ = true;
  bool built_ = false;
  Shape input_shape_;
  std::vector<Variable> variables_;
};

/// Appends a float32 operator and its result, whose shape the operator infers. tensor_name: the result's.
graph::TensorId append_node(graph::Graph& graph, graph::Node node, const std::string& tensor_name);

}  // namespace kvant::layers
