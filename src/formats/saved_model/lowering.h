// SPDX-License-Identifier: Apache-2.0
// TensorFlow's operations become TFLite's operators, one node after another; what can be known beforehand is computed.
#pragma once

#include "formats/saved_model/graph_def.h"
#include "graph/graph.h"

#include <kvant/types/array.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kvant::formats {

/// The length of the batch where a computation of shapes uses it.
inline constexpr std::int64_t length_of_batch = std::numeric_limits<std::int64_t>::min();

/// Whole numbers that are known, but for the length of the batch: shapes, axes, paddings.
struct Integers {
  Shape shape;
  std::vector<std::int64_t> values;
};

/// A tensor between SpaceToBatchND and BatchToSpaceND: what enters, and what dilates the convolution between them.
struct Dilated {
  graph::TensorId input = graph::no_tensor;        ///< [batch, height, width, channels]
  std::vector<std::int64_t> rates, before, after;  ///< of the axes after the batch
  std::optional<graph::Node> convolution;          ///< without its padding
  std::string name;                                ///< the convolution's
  std::vector<std::size_t> squeezed;               ///< axes that are gone again behind the convolution
};

/// What a node gives. One of these, or nothing where the node cannot be lowered.
struct Value {
  graph::TensorId tensor = graph::no_tensor;
  std::shared_ptr<Array> numbers;
  std::optional<Integers> integers;
  std::shared_ptr<const Dilated> dilated;
  const NodeDef* variable = nullptr;  ///< a VarHandleOp
  std::string name;                   ///< of the node that numbers come from

  bool known() const {
    return tensor != graph::no_tensor || numbers != nullptr || integers || dilated != nullptr || variable != nullptr;
  }
};

/// The graph as it comes about, and the node that is being lowered. Its readers throw Error for an input that is not of
/// the kind that is wanted.
class Lowering {
 public:
  graph::Graph graph;
  /// The numbers of a variable by its VarHandleOp.
  std::function<std::shared_ptr<Array>(const NodeDef&)> read_variable;
  std::int64_t fixed_batch = 0;  ///< the batch that shapes in the graph are made for; 0: any

  /// The node to lower and its inputs.
  void set_node(const NodeDef& node, std::vector<Value> inputs) {
    node_ = &node;
    inputs_ = std::move(inputs);
  }

  const NodeDef& node() const { return *node_; }
  std::size_t input_count() const { return inputs_.size(); }
  const Value& input(std::size_t i) const;
  bool is_constant(std::size_t i) const { return input(i).numbers != nullptr; }
  /// A constant of float32 numbers.
  const Array& constant(std::size_t i) const;
  /// An activation, or a constant as a tensor of the graph.
  graph::TensorId tensor(std::size_t i);
  const Shape& shape(std::size_t i);
  Integers integers(std::size_t i) const;
  /// The same where there are as many numbers as this.
  std::vector<std::int64_t> integers(std::size_t i, std::size_t count) const;
  std::int64_t integer(std::size_t i) const { return integers(i, 1)[0]; }

  /// A constant of the graph, the same for the same numbers in the same form. form: tells uses of one array apart.
  graph::TensorId constant_tensor(const Value& value, const std::string& form = {},
                                  const std::function<Array(const Array&)>& change = {});

  /// Throws Error when all constants together come to more than 2^28 numbers.
  void account_for(const Array& numbers);
  /// Throws Error for more than 16 axes, or more than 2^40 numbers in a sample.
  void check_size(const Shape& shape) const;

  /// An operator behind what there is, of which there may be 20000. Named by the node.
  Value append(graph::Node node, const std::string& suffix = {});
  Value append_reshape(graph::TensorId input, const Shape& shape);
  /// PAD with zeros: before and after of each axis.
  graph::TensorId append_pad(graph::TensorId input, const std::vector<std::int64_t>& lengths);
  /// What stands before the last / of the node's name: a Keras layer.
  std::string layer() const;

  [[noreturn]] void refuse(const std::string& why, const std::string& received = {}) const;
  /// Throws Error where the node orders axes otherwise.
  void check_channels_last() const;

 private:
  const NodeDef* node_ = nullptr;
  std::vector<Value> inputs_;
  std::map<std::pair<const Array*, std::string>, graph::TensorId> constants_;
  std::int64_t constant_numbers_ = 0;
  std::vector<std::shared_ptr<Array>> kept_;  ///< so that no other array takes the address of one
};

using Lower = Value (*)(Lowering&);
struct KnownOperation {
  std::string_view op;
  Lower lower;
};

/// Null: none of ours stands for this operation.
Lower find_lowering(std::string_view op);

/// The tables of the files lower_*.cpp.
std::vector<KnownOperation> constant_operations();
std::vector<KnownOperation> shape_operations();
std::vector<KnownOperation> arithmetic_operations();
std::vector<KnownOperation> layer_operations();

Value value_of(Array numbers, const std::string& name);
Value value_of(Integers integers);
Value value_of(graph::TensorId tensor);

/// An axis counted from the first. Throws Error for one beyond the rank.
std::size_t axis_of(const Lowering& lowering, std::int64_t axis, std::size_t rank);

}  // namespace kvant::formats
