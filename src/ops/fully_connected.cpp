// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED: y = activation(x w^T + bias), weights [outputs, inputs]: Keras' Dense.
#include "kvant_schema/tflite_options_generated.h"
#include "linear/dense_product.h"
#include "ops/record.h"

#include <kvant/types/error.h>

namespace kvant::ops {
namespace {

const tflite::FullyConnectedOptionsT& options_of(const graph::Node& node) {
  static const tflite::FullyConnectedOptionsT defaults;
  const auto* options = node.options ? node.options->AsFullyConnectedOptions() : nullptr;
  return options ? *options : defaults;
}

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  const Shape& input = graph.at(node.inputs.at(0)).shape;
  const Shape& weights = graph.at(node.inputs.at(1)).shape;
  if (weights.size() != 2) throw Error(node.layer, "weights must have two axes", to_string(weights));
  if (input.empty() || input.back() != weights[1]) {
    throw Error(node.layer, "takes " + std::to_string(weights[1]) + " features", "input of shape " + to_string(input));
  }
  Shape output = input;
  output.back() = weights[0];
  return {output};
}

/// TFLITE rules: 6 without a bias operand, 5 with kept dimensions, 4 in int8, else 1. An index of -1 counts as an
/// operand.
std::int32_t tflite_version(const graph::Graph& graph, const graph::Node& node) {
  if (node.inputs.size() == 2) return 6;
  if (options_of(node).keep_num_dims) return 5;
  return graph.at(node.inputs[1]).dtype == DType::int8 ? 4 : 1;
}

const char* min_runtime(std::int32_t version) {
  switch (version) {
    case 1:
      return "1.5.0";
    case 5:
      return "2.0.0";
    case 6:
      return "2.1.0";
    default:
      return "1.14.0";
  }
}

Cost cost(const graph::Graph& graph, const graph::Node& node) {
  const Shape& weights = graph.at(node.inputs.at(1)).shape;
  return {.multiply_accumulates = element_count(weights)};
}

QuantizationRule quantization() {
  return {
      .inputs = {OperandRole::activation, OperandRole::weights, OperandRole::bias}, .weights_axis = 0, .dense = true};
}

void clamp_in_place(tflite::ActivationFunctionType activation, const FloatView& y) {
  if (activation == tflite::ActivationFunctionType::RELU) linear::relu_forward(y.data, y.data, y.size());
  if (activation == tflite::ActivationFunctionType::RELU6) linear::relu6_forward(y.data, y.data, y.size());
}

void run_float(const FloatCall& call) {
  const FloatView& x = call.inputs[0];
  const FloatView& weights = call.inputs[1];
  const float* bias = call.inputs.size() > 2 ? call.inputs[2].data : nullptr;
  linear::dense_forward(x.data, weights.data, bias, call.outputs[0].data, x.size() / weights.row_size, weights.row_size,
                        weights.rows);
  clamp_in_place(options_of(call.node).fused_activation_function, call.outputs[0]);
}

void gradient(const GradientCall& call) {
  if (options_of(call.node).fused_activation_function != tflite::ActivationFunctionType::NONE) {
    throw Error(call.node.layer, "a fused activation cannot be trained through; convert a copy of the model instead");
  }
  const FloatView& x = call.inputs[0];
  const FloatView& weights = call.inputs[1];
  const float* dy = call.output_gradients[0].data;
  const std::int64_t in = weights.row_size, out = weights.rows, batch = x.size() / in;
  const auto wanted = [&](std::size_t i) {
    return i < call.input_gradients.size() && call.input_gradients[i].data != nullptr;
  };
  if (wanted(0))
    linear::dense_backward_input(dy, weights.data, call.input_gradients[0].data, batch, in, out, call.accumulate[0]);
  if (wanted(1))
    linear::dense_backward_weights(dy, x.data, call.input_gradients[1].data, batch, in, out, call.accumulate[1]);
  if (wanted(2)) linear::dense_backward_bias(dy, call.input_gradients[2].data, batch, out, call.accumulate[2]);
}

std::shared_ptr<const tflite::BuiltinOptionsUnion> fuse_activation(const graph::Node& node, std::uint8_t activation) {
  tflite::FullyConnectedOptionsT options = options_of(node);
  if (options.fused_activation_function != tflite::ActivationFunctionType::NONE) return nullptr;
  options.fused_activation_function = static_cast<tflite::ActivationFunctionType>(activation);
  auto holder = std::make_shared<tflite::BuiltinOptionsUnion>();
  holder->Set(tflite::FullyConnectedOptionsT(options));
  return holder;
}

std::uint8_t fused_activation(const graph::Node& node) {
  return static_cast<std::uint8_t>(options_of(node).fused_activation_function);
}

}  // namespace

extern const Record fully_connected_record;
const Record fully_connected_record = {
    .code = 9,
    .name = "FULLY_CONNECTED",
    .summary = "The products of the input with each row of weights, plus a bias: Keras' Dense.",
    .infer_shape = infer_shape,
    .tflite_version = tflite_version,
    .min_runtime = min_runtime,
    .cost = cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .fuse_activation = fuse_activation,
    .fused_activation = fused_activation,
};

}  // namespace kvant::ops
