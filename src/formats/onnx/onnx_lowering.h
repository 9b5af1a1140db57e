// SPDX-License-Identifier: Apache-2.0
// ONNX's operators become TFLite's, one after another, while tensors are kept channels last.
//
// A value's axes may be stored in another order than ONNX counts them, so a Transpose costs nothing: it only changes
// what the axes are called. Where a flattening mixes such axes, the value remembers which feature stands where, until a
// product with constant weights takes that in.
#pragma once

#include "formats/onnx/onnx_file.h"
#include "graph/graph.h"

#include <kvant/types/array.h>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::formats {

struct OnnxValue {
  std::optional<Array> constant;  ///< float32 or int64, as ONNX counts the axes; else an activation:
  graph::TensorId id = graph::no_tensor;
  Shape shape;                         ///< as ONNX counts the axes; the batch is unknown_length
  std::vector<std::size_t> order;      ///< stored axis i is ONNX's axis order[i]
  std::vector<std::int64_t> features;  ///< stored feature i is ONNX's feature features[i]; empty: they are the same

  bool is_constant() const { return constant.has_value(); }
  std::size_t rank() const { return is_constant() ? constant->shape().size() : shape.size(); }
};

class OnnxLowering {
 public:
  OnnxLowering(const OnnxFile& file, const std::string& name);
  /// All nodes, then the outputs.
  graph::Graph lower();

  // For those who lower one kind of operator.

  graph::Graph& graph() { return graph_; }
  /// An operand of a node. Throws Error where it is left out or nothing computes it.
  const OnnxValue& operand(const OnnxNode& node, std::size_t index) const;
  bool has_operand(const OnnxNode& node, std::size_t index) const;
  /// An operand that must be an activation, in the order of its axes as given, with features in ONNX's order.
  OnnxValue activation(const OnnxNode& node, std::size_t index, const std::vector<std::size_t>& order);
  /// The same in whatever order it has.
  const OnnxValue& activation(const OnnxNode& node, std::size_t index) const;
  /// An operand that must be a constant.
  const Array& float_constant(const OnnxNode& node, std::size_t index) const;
  std::vector<std::int64_t> integer_constant(const OnnxNode& node, std::size_t index) const;

  /// The value with its axes in this order. Only axes of length 1 may move: that is a RESHAPE.
  OnnxValue reordered(const OnnxNode& node, const OnnxValue& value, const std::vector<std::size_t>& order);

  /// What a node computes.
  void set(const OnnxNode& node, OnnxValue value);
  void set_constant(const OnnxNode& node, Array value);
  /// An operator behind tensors of the graph; the result's name is the node's first output's.
  graph::TensorId append(const OnnxNode& node, graph::Node made);
  graph::TensorId constant(const OnnxNode& node, const std::string& what, Array values);
  graph::TensorId reshape(const OnnxNode& node, graph::TensorId input, const Shape& sample_shape);

  [[noreturn]] void fail(const OnnxNode& node, const std::string& what, const std::string& received = {}) const;

 private:
  void check_operators() const;
  void add_inputs();
  void add_outputs();
  /// The order of axes in which an input is asked for.
  std::vector<std::size_t> input_order(const OnnxValueInfo& input) const;

  const OnnxFile& file_;
  std::string name_;
  graph::Graph graph_;
  std::map<std::string, OnnxValue, std::less<>> values_;
};

/// 0, 1, ... rank - 1
std::vector<std::size_t> natural_order(std::size_t rank);
/// Batch, then places, then channels: 0, 2, ... rank - 1, 1; of fewer than three axes the natural one.
std::vector<std::size_t> channels_last(std::size_t rank);
/// The shape in the order in which it is stored, without the batch.
Shape stored_sample(const OnnxValue& value);
/// The axis counted from the front; negative ones count from behind. Throws Error beyond the rank.
std::size_t axis_of(const OnnxLowering& lowering, const OnnxNode& node, std::int64_t axis, std::size_t rank);

/// A constant of int64.
Array onnx_integers(const std::vector<std::int64_t>& values, const Shape& shape);
/// The same numbers with their axes in another order.
Array transpose_integers(const Array& array, const std::vector<std::int64_t>& axes);
/// Add, Sub or Mul of lengths that are known before the model runs.
void combine_onnx_integers(OnnxLowering& lowering, const OnnxNode& node);

using LowerOnnx = void (*)(OnnxLowering&, const OnnxNode&);
/// How an operator type is lowered; null for one that kvant lacks.
LowerOnnx find_onnx_operator(std::string_view type);

struct OnnxOperator {
  std::string_view type;
  LowerOnnx lower;
};
// The operators of lower_onnx_*.cpp.
std::span<const OnnxOperator> onnx_products();
std::span<const OnnxOperator> onnx_windows();
std::span<const OnnxOperator> onnx_arithmetic();
std::span<const OnnxOperator> onnx_shapes();
std::span<const OnnxOperator> onnx_constants();

}  // namespace kvant::formats
