// SPDX-License-Identifier: Apache-2.0
// Operator by operator; weights come into TensorFlow's layout, and fused activations become operations again.
#include "formats/saved_model/emit_operations.h"

#include "formats/saved_model/tensor_proto.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"
#include "ops/record.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <utility>

namespace kvant::formats {
namespace {

bool has_weights(const graph::Node& node) {
  return node.code == ops::fully_connected_code || node.code == ops::conv_2d_code ||
         node.code == ops::depthwise_conv_2d_code;
}

/// The constant of operand 1 as TensorFlow's operation has it.
Array in_tensorflow_layout(const graph::Graph& graph, const graph::Node& node) {
  const graph::Tensor& tensor = graph.at(node.inputs.at(1));
  const Array array = tensor.data->reshape(tensor.shape);
  if (node.code == ops::fully_connected_code) return layers::transpose(array, {1, 0});
  if (node.code == ops::conv_2d_code) return layers::transpose(array, {1, 2, 3, 0});
  const Shape& shape = tensor.shape;
  const std::int64_t multiplier = ops::options_of<tflite::DepthwiseConv2DOptionsT>(node).depth_multiplier;
  return array.reshape({shape[1], shape[2], shape[3] / multiplier, multiplier});
}

bool same_numbers(const Array& a, const Array& b) {
  return a.size() == b.size() && std::ranges::equal(a.bytes(), b.bytes());
}

}  // namespace

OperationEmitter::OperationEmitter(const graph::Graph& graph, std::span<const layers::Variable* const> variables,
                                   std::string prefix)
    : graph_(graph), prefix_(std::move(prefix)) {
  for (const layers::Variable* variable : variables) note_variable(*variable);
}

void OperationEmitter::note_variable(const layers::Variable& variable) {
  const auto reads = [&](graph::TensorId id) { return id >= 0 && graph_.at(id).data == variable.value; };
  for (const graph::Node& node : graph_.nodes) {
    if (std::none_of(node.inputs.begin(), node.inputs.end(), reads)) continue;
    const bool is_weights = has_weights(node) && reads(node.inputs[1]);
    Array value = is_weights ? in_tensorflow_layout(graph_, node) : *variable.value;
    const Array keras = variable.keras_value();
    if (same_numbers(keras, value)) value = keras;
    places_[variable.value.get()] = written_.size();
    written_.push_back({variable.path, std::move(value), variable.trainable});
    return;
  }
}

std::string OperationEmitter::name_of(const graph::Node& node) const {
  return prefix_ + graph_.at(node.outputs.at(0)).name;
}

std::string OperationEmitter::operand(graph::TensorId id) {
  const auto known = results_.find(id);
  if (known != results_.end()) return known->second;
  const graph::Tensor& tensor = graph_.at(id);
  const auto place = places_.find(tensor.data.get());
  if (place == places_.end())
    return results_[id] = function_.add_constant(prefix_ + tensor.name, tensor.data->reshape(tensor.shape));
  std::string& value = read_[tensor.data.get()];
  if (value.empty()) {
    NodeAttributes attributes;
    value = function_.add(prefix_ + tensor.name + "/ReadVariableOp", "ReadVariableOp", "value",
                          {variable_argument(place->second)}, attributes.type("dtype", float_type));
  }
  return results_[id] = value;
}

std::string OperationEmitter::weights(const graph::Node& node) {
  const graph::Tensor& tensor = graph_.at(node.inputs.at(1));
  if (!tensor.is_constant() || tensor.dtype != DType::float32)
    throw Error(name_of(node), "weights must be a float32 constant to be saved");
  const Array value = in_tensorflow_layout(graph_, node);
  const auto place = places_.find(tensor.data.get());
  if (place == places_.end()) return function_.add_constant(prefix_ + tensor.name, value);
  std::string read = operand(node.inputs[1]);
  if (written_[place->second].value.shape() == value.shape()) return read;
  const std::string shape = function_.add_integers(prefix_ + tensor.name + "/shape", value.shape(), {value.rank()});
  return function_.add_float(prefix_ + tensor.name + "/Reshape", "Reshape", "output", {read, shape},
                             NodeAttributes().type("Tshape", int32_type));
}

std::string OperationEmitter::with_bias(const graph::Node& node, const std::string& sum) {
  if (node.inputs.size() < 3 || node.inputs[2] == graph::no_tensor) return sum;
  // TensorFlow puts BiasAdd into the convolution before it, and cannot compute that in groups.
  const bool groups = node.code == ops::conv_2d_code &&
                      graph_.at(node.inputs[0]).shape.back() != graph_.at(node.inputs[1]).shape.back();
  const char *const op = groups ? "AddV2" : "BiasAdd", *const output = groups ? "z" : "output";
  return function_.add_float(name_of(node) + "/BiasAdd", op, output, {sum, operand(node.inputs[2])});
}

std::string OperationEmitter::with_activation(const graph::Node& node, const std::string& result) {
  const ops::Record& record = ops::record_of(node);
  const int fused = record.fused_activation == nullptr ? 0 : record.fused_activation(node);
  const std::string name = name_of(node);
  if (fused == 0) return result;
  if (fused == 1) return function_.add_float(name + "/Relu", "Relu", "activations", {result});
  if (fused == 3) return function_.add_float(name + "/Relu6", "Relu6", "activations", {result});
  throw Error(name, "has an activation that cannot be saved in a SavedModel", std::to_string(fused));
}

std::string OperationEmitter::emit_reduction(const graph::Node& node) {
  NodeAttributes attributes;
  attributes.type("Tidx", int32_type).flag("keep_dims", ops::options_of<tflite::ReducerOptionsT>(node).keep_dims);
  const std::string op = node.code == ops::mean_code ? "Mean" : "Max";
  return function_.add_float(name_of(node), op, "output", {operand(node.inputs[0]), operand(node.inputs[1])},
                             attributes);
}

std::string OperationEmitter::emit_concatenation(const graph::Node& node) {
  std::vector<std::string> inputs;
  for (const graph::TensorId id : node.inputs) inputs.push_back(operand(id));
  inputs.push_back(
      function_.add_integers(name_of(node) + "/axis", {ops::options_of<tflite::ConcatenationOptionsT>(node).axis}, {}));
  NodeAttributes attributes;
  attributes.type("Tidx", int32_type).integer("N", static_cast<std::int64_t>(node.inputs.size()));
  return with_activation(node, function_.add_float(name_of(node), "ConcatV2", "output", inputs, attributes));
}

std::string OperationEmitter::emit_reshape(const graph::Node& node) {
  Shape shape = graph_.at(node.outputs[0]).shape;
  const std::string lengths =
      function_.add_integers(name_of(node) + "/shape", shape, {static_cast<std::int64_t>(shape.size())});
  return function_.add_float(name_of(node), "Reshape", "output", {operand(node.inputs[0]), lengths},
                             NodeAttributes().type("Tshape", int32_type));
}

std::string OperationEmitter::emit_elementwise(const graph::Node& node) {
  const std::string name = name_of(node), input = operand(node.inputs[0]);
  const auto two = [&](const char* op) {
    return with_activation(node, function_.add_float(name, op, "z", {input, operand(node.inputs.at(1))}));
  };
  switch (node.code) {
    case ops::add_code:
      return two("AddV2");
    case ops::sub_code:
      return two("Sub");
    case ops::mul_code:
      return two("Mul");
    case ops::relu_code:
      return function_.add_float(name, "Relu", "activations", {input});
    case ops::relu6_code:
      return function_.add_float(name, "Relu6", "activations", {input});
    case ops::logistic_code:
      return function_.add_float(name, "Sigmoid", "y", {input});
    case ops::tanh_code:
      return function_.add_float(name, "Tanh", "y", {input});
    case ops::leaky_relu_code:
      return function_.add_float(
          name, "LeakyRelu", "activations", {input},
          NodeAttributes().number("alpha", ops::options_of<tflite::LeakyReluOptionsT>(node).alpha));
    case ops::softmax_code:
      if (ops::options_of<tflite::SoftmaxOptionsT>(node).beta != 1.0f)
        throw Error(name, "a softmax must have a beta of 1 to be saved in a SavedModel");
      return function_.add_float(name, "Softmax", "softmax", {input});
    case ops::pad_code:
      return function_.add_float(name, "Pad", "output", {input, operand(node.inputs.at(1))},
                                 NodeAttributes().type("Tpaddings", int32_type));
    default:
      throw Error(name, "no operation of TensorFlow's is known for the operator",
                  std::string(ops::record_of(node).name.value));
  }
}

void OperationEmitter::emit_node(const graph::Node& node) {
  std::string& result = results_[node.outputs.at(0)];
  switch (node.code) {
    case ops::fully_connected_code:
      result = emit_product(node);
      break;
    case ops::conv_2d_code:
    case ops::depthwise_conv_2d_code:
      result = emit_convolution(node);
      break;
    case graph::batch_normalization_code:
      result = emit_normalization(node);
      break;
    case ops::average_pool_2d_code:
    case ops::max_pool_2d_code:
      result = emit_pool(node);
      break;
    case ops::mean_code:
    case ops::reduce_max_code:
      result = emit_reduction(node);
      break;
    case ops::concatenation_code:
      result = emit_concatenation(node);
      break;
    case ops::reshape_code:
      result = emit_reshape(node);
      break;
    default:
      result = emit_elementwise(node);
  }
}

void OperationEmitter::emit(const std::vector<std::string>& inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) results_[graph_.inputs[i]] = inputs[i];
  for (const graph::Node& node : graph_.nodes) emit_node(node);
}

}  // namespace kvant::formats
