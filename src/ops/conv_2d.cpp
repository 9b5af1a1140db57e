// SPDX-License-Identifier: Apache-2.0
// CONV_2D: y = activation(sums over filter cells and channels + bias), filter [outputs, height, width, channels]:
// Keras' Conv2D.
#include "ops/convolution_plan.h"
#include "ops/elementwise.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::ops {
namespace {

using Options = tflite::Conv2DOptionsT;

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  std::vector<Shape> output = infer_convolution(graph, node, window_options<Options>(node), 0);
  const Shape& input = graph.at(node.inputs[0]).shape;
  const Shape& filter = graph.at(node.inputs[1]).shape;
  const std::int64_t groups = filter[3] < 1 ? 0 : input[3] / filter[3];
  if (groups < 1 || groups * filter[3] != input[3] || filter[0] % groups != 0) {
    throw Error(node.layer, "a filter of shape " + to_string(filter) + " does not fit",
                "input of shape " + to_string(input));
  }
  return output;
}

/// TFLITE rules: 6 in groups, 3 in int8, else 1.
std::int32_t tflite_version(const graph::Graph& graph, const graph::Node& node) {
  const graph::Tensor& filter = graph.at(node.inputs.at(1));
  if (graph.at(node.inputs[0]).shape.at(3) != filter.shape.at(3)) return 6;
  return filter.dtype == DType::int8 ? 3 : 1;
}

/// Each number of the filter meets each place of the output once.
Cost cost(const graph::Graph& graph, const graph::Node& node) {
  const Shape& output = graph.at(node.outputs.at(0)).shape;
  return {.multiply_accumulates = element_count(graph.at(node.inputs.at(1)).shape) * output.at(1) * output.at(2)};
}

QuantizationRule quantization() {
  return {.inputs = {OperandRole::activation, OperandRole::weights, OperandRole::bias}, .weights_axis = 0};
}

linear::Convolution plan(const graph::Node& node, const FloatView& input, const FloatView& filter,
                         const FloatView& output) {
  linear::Convolution plan = plan_convolution(window_options<Options>(node), input, filter, output);
  plan.groups = plan.input_channels / filter.tensor->shape[3];
  return plan;
}

void run_float(const FloatCall& call) {
  const linear::Convolution c = plan(call.node, call.inputs[0], call.inputs[1], call.outputs[0]);
  linear::convolution_forward(c, call.inputs[0].data, call.inputs[1].data, numbers_of(call.inputs, 2),
                              call.outputs[0].data);
  clamp_results(options_of<Options>(call.node).fused_activation_function, call.outputs[0]);
}

void gradient(const GradientCall& call) {
  check_nothing_fused<Options>(call.node);
  const linear::Convolution c = plan(call.node, call.inputs[0], call.inputs[1], call.outputs[0]);
  const float* const dy = call.output_gradients[0].data;
  float* const dx = numbers_of(call.input_gradients, 0);
  float* const dfilter = numbers_of(call.input_gradients, 1);
  if (dx != nullptr) linear::convolution_backward_input(c, dy, call.inputs[1].data, dx, call.accumulate[0]);
  if (dfilter != nullptr) linear::convolution_backward_filter(c, dy, call.inputs[0].data, dfilter, call.accumulate[1]);
  give_bias_gradient(call);
}

EmittedOperator emit_int8(const EmitRequest& request) { return emit_convolution_int8(request, "conv_2d"); }
EmittedOperator emit_float32(const EmitRequest& request) { return emit_convolution_float32(request, "conv_2d"); }

constexpr std::array emitters = {KernelEmitter{"Conv2DInt8", emit_int8}, KernelEmitter{"Conv2DFloat32", emit_float32}};

}  // namespace

extern const Record conv_2d_record;
const Record conv_2d_record = {
    .code = 3,
    .name = "CONV_2D",
    .summary = "Sums over the cells and channels of filters that step over height and width.",
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
