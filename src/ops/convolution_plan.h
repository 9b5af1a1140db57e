// SPDX-License-Identifier: Apache-2.0
// What both convolutions share on the desk: shapes, the float run and its gradients, and the text of generated code.
#pragma once

#include "linear/convolution.h"
#include "ops/fused_options.h"

namespace kvant::ops {

/// The options that both convolutions have.
struct WindowOptions {
  tflite::Padding padding;
  std::int64_t stride_height, stride_width, dilation_height, dilation_width;
};
template <class Options>
WindowOptions window_options(const graph::Node& node) {
  const Options& options = options_of<Options>(node);
  return {options.padding, options.stride_h, options.stride_w, options.dilation_h_factor, options.dilation_w_factor};
}

/// Output shape [batch, rows, columns, channels]; channel_axis: of the filter's output channels. Throws Error for what
/// does not fit, but does not compare the filter's input channels.
std::vector<Shape> infer_convolution(const graph::Graph& graph, const graph::Node& node, const WindowOptions& options,
                                     std::size_t channel_axis);

/// Sizes, steps and padding of one batch. groups: 1 where the filter has all of the input's channels.
linear::Convolution plan_convolution(const WindowOptions& options, const FloatView& input, const FloatView& filter,
                                     const FloatView& output);

/// Of a run or a gradient: the operand's numbers, null where it is left out.
inline float* numbers_of(std::span<const FloatView> views, std::size_t index) {
  return index < views.size() ? views[index].data : nullptr;
}

/// Bias gradient: the sum of dy over batch, rows and columns.
void give_bias_gradient(const GradientCall& call);

const char* convolution_runtime(std::int32_t version);

/// The call, with sizes, weights, biases and multipliers as constants. kernel: conv_2d or depthwise_conv_2d.
EmittedOperator emit_convolution_int8(const EmitRequest& request, const std::string& kernel);
EmittedOperator emit_convolution_float32(const EmitRequest& request, const std::string& kernel);

}  // namespace kvant::ops
