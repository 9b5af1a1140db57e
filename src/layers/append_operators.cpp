// SPDX-License-Identifier: Apache-2.0
// Nodes with their options and constants.
#include "layers/append_operators.h"

#include "layers/layer.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace kvant::layers {

graph::TensorId append_constant(graph::Graph& graph, const std::string& name, Array values) {
  graph::Tensor tensor;
  tensor.name = name;
  tensor.dtype = values.dtype();
  tensor.shape = values.shape();
  tensor.data = std::make_shared<Array>(std::move(values));
  return graph.add(std::move(tensor));
}

graph::TensorId append_int32(graph::Graph& graph, const std::string& name, const std::vector<std::int64_t>& values,
                             const Shape& shape) {
  Array array(DType::int32, shape);
  std::transform(values.begin(), values.end(), array.values<std::int32_t>().begin(),
                 [](std::int64_t value) { return static_cast<std::int32_t>(value); });
  return append_constant(graph, name, std::move(array));
}

graph::TensorId append_reshape(graph::Graph& graph, graph::TensorId input, const Shape& sample_shape,
                               const std::string& layer) {
  Shape lengths = {-1};
  lengths.insert(lengths.end(), sample_shape.begin(), sample_shape.end());
  graph::Node node = {.code = ops::reshape_code, .layer = layer};  // like TensorFlow's: the shape is an operand alone
  node.inputs = {input,
                 append_int32(graph, layer + "/Reshape/shape", lengths, {static_cast<std::int64_t>(lengths.size())})};
  return append_node(graph, std::move(node), layer + "/Reshape");
}

graph::TensorId append_reduction(graph::Graph& graph, std::int32_t code, graph::TensorId input,
                                 const std::vector<std::int64_t>& axes, bool keep_dims, const std::string& layer,
                                 const std::string& tensor_name) {
  tflite::ReducerOptionsT options;
  options.keep_dims = keep_dims;
  graph::Node node;
  node.code = code;
  node.options = ops::hold_options(options);
  node.layer = layer;
  const std::string name = layer + "/" + tensor_name;
  node.inputs = {input,
                 append_int32(graph, name + "/reduction_indices", axes, {static_cast<std::int64_t>(axes.size())})};
  return append_node(graph, std::move(node), name);
}

graph::TensorId append_arithmetic(graph::Graph& graph, std::int32_t code, graph::TensorId left, graph::TensorId right,
                                  const std::string& layer, const std::string& tensor_name) {
  graph::Node node;
  node.code = code;
  if (code == ops::add_code) node.options = ops::hold_options(tflite::AddOptionsT{});
  if (code == ops::sub_code) node.options = ops::hold_options(tflite::SubOptionsT{});
  if (code == ops::mul_code) node.options = ops::hold_options(tflite::MulOptionsT{});
  node.layer = layer;
  node.inputs = {left, right};
  return append_node(graph, std::move(node), layer + "/" + tensor_name);
}

}  // namespace kvant::layers
