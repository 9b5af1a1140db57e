// SPDX-License-Identifier: Apache-2.0
// TFLite's operators become TensorFlow's operations: the other way of lowering.h.
#pragma once

#include "formats/saved_model/function_writer.h"
#include "graph/graph.h"
#include "layers/variable.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace kvant::formats {

/// A variable of a SavedModel: its numbers in TensorFlow's layout, and in Keras' shape where that is the same order.
struct WrittenVariable {
  std::string name;  ///< "dense/kernel"
  Array value;
  bool trainable = false;
};

/// Writes the body of a model's function.
class OperationEmitter {
 public:
  /// variables: the model's; what of a graph's constants is none of them stays a constant. prefix: before the names of
  /// all nodes.
  OperationEmitter(const graph::Graph& graph, std::span<const layers::Variable* const> variables, std::string prefix);

  /// Emits every node. inputs: the names of the function's arguments, one for each of the graph's inputs. Throws Error
  /// for an operator that no operation stands for.
  void emit(const std::vector<std::string>& inputs);

  /// The result that a tensor has become.
  const std::string& source(graph::TensorId id) const { return results_.at(id); }
  /// In the order of the model's layers; argument i of those that follow the inputs is called variable_argument(i).
  const std::vector<WrittenVariable>& variables() const { return written_; }
  static std::string variable_argument(std::size_t i) { return "variable_" + std::to_string(i); }
  FunctionWriter& function() { return function_; }

 private:
  void emit_node(const graph::Node& node);
  std::string emit_product(const graph::Node& node);
  std::string emit_convolution(const graph::Node& node);
  std::string emit_dilated_depthwise(const graph::Node& node, const std::string& filter);
  std::string emit_normalization(const graph::Node& node);
  std::string emit_pool(const graph::Node& node);
  std::string emit_reduction(const graph::Node& node);
  std::string emit_concatenation(const graph::Node& node);
  std::string emit_elementwise(const graph::Node& node);
  std::string emit_reshape(const graph::Node& node);

  std::string with_bias(const graph::Node& node, const std::string& sum);
  std::string with_activation(const graph::Node& node, const std::string& result);
  /// A constant or an activation as it stands.
  std::string operand(graph::TensorId id);
  /// A constant in the layout that its operation wants.
  std::string weights(const graph::Node& node);
  std::string name_of(const graph::Node& node) const;
  void note_variable(const layers::Variable& variable);

  const graph::Graph& graph_;
  std::string prefix_;
  FunctionWriter function_;
  std::map<graph::TensorId, std::string> results_;
  std::vector<WrittenVariable> written_;
  std::map<const Array*, std::size_t> places_;  ///< of the arrays of the graph that are variables
  std::map<const Array*, std::string> read_;
};

}  // namespace kvant::formats
