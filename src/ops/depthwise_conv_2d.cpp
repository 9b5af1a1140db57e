// SPDX-License-Identifier: Apache-2.0
// DEPTHWISE_CONV_2D: each channel has filters of its own, filter [1, height, width, outputs]: Keras' DepthwiseConv2D.
#include "ops/convolution_plan.h"
#include "ops/elementwise.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::ops {
namespace {

using Options = tflite::DepthwiseConv2DOptionsT;

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  std::vector<Shape> output = infer_convolution(graph, node, window_options<Options>(node), 3);
  const Shape& input = graph.at(node.inputs[0]).shape;
  const Shape& filter = graph.at(node.inputs[1]).shape;
  if (filter[0] != 1 || input[3] < 1 || filter[3] % input[3] != 0) {
    throw Error(node.layer, "a depthwise filter of shape " + to_string(filter) + " does not fit",
                "input of shape " + to_string(input));
  }
  return output;
}

/// TFLITE rules: 3 in int8, 2 with dilation, else 1.
std::int32_t tflite_version(const graph::Graph& graph, const graph::Node& node) {
  if (graph.at(node.inputs.at(1)).dtype == DType::int8) return 3;
  const Options& options = options_of<Options>(node);
  return options.dilation_h_factor != 1 || options.dilation_w_factor != 1 ? 2 : 1;
}

/// Each number of the filter meets each place of the output once.
Cost cost(const graph::Graph& graph, const graph::Node& node) {
  const Shape& output = graph.at(node.outputs.at(0)).shape;
  return {.multiply_accumulates = element_count(graph.at(node.inputs.at(1)).shape) * output.at(1) * output.at(2)};
}

QuantizationRule quantization() {
  return {.inputs = {OperandRole::activation, OperandRole::weights, OperandRole::bias}, .weights_axis = 3};
}

void run_float(const FloatCall& call) {
  const linear::Convolution c =
      plan_convolution(window_options<Options>(call.node), call.inputs[0], call.inputs[1], call.outputs[0]);
  linear::depthwise_forward(c, call.inputs[0].data, call.inputs[1].data, numbers_of(call.inputs, 2),
                            call.outputs[0].data);
  clamp_results(options_of<Options>(call.node).fused_activation_function, call.outputs[0]);
}

void gradient(const GradientCall& call) {
  check_nothing_fused<Options>(call.node);
  const linear::Convolution c =
      plan_convolution(window_options<Options>(call.node), call.inputs[0], call.inputs[1], call.outputs[0]);
  const float* const dy = call.output_gradients[0].data;
  float* const dx = numbers_of(call.input_gradients, 0);
  float* const dfilter = numbers_of(call.input_gradients, 1);
  if (dx != nullptr) linear::depthwise_backward_input(c, dy, call.inputs[1].data, dx, call.accumulate[0]);
  if (dfilter != nullptr) linear::depthwise_backward_filter(c, dy, call.inputs[0].data, dfilter, call.accumulate[1]);
  give_bias_gradient(call);
}

EmittedOperator emit_int8(const EmitRequest& request) { return emit_convolution_int8(request, "depthwise_conv_2d"); }
EmittedOperator emit_float32(const EmitRequest& request) {
  return emit_convolution_float32(request, "depthwise_conv_2d");
}

constexpr std::array emitters = {KernelEmitter{"DepthwiseConv2DInt8", emit_int8},
                                 KernelEmitter{"DepthwiseConv2DFloat32", emit_float32}};

}  // namespace

extern const Record depthwise_conv_2d_record;
const Record depthwise_conv_2d_record = {
    .code = 4,
    .name = "DEPTHWISE_CONV_2D",
    .summary = "Filters of one channel each that step over height and width.",
    .infer_shape = infer_shape,
    .tflite_version = tflite_version,
    .min_runtime = convolution_runtime,
    .cost = cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .fuse_activation = fuse_activation<Options>,
    .fused_activation = fused_activation<Options>,
    .emitters = emitters,
    .gradient_reads_result = false,
};

}  // namespace kvant::ops
