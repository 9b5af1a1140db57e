// SPDX-License-Identifier: Apache-2.0
// Shapes and plans of convolutions.
#include "ops/convolution_plan.h"

#include "linear/dense_product.h"
#include "ops/window_padding.h"

#include <kvant/types/error.h>

namespace kvant::ops {
namespace {

struct Steps {
  std::int64_t length, filter, stride, dilation;
  std::int64_t reach() const { return (filter - 1) * dilation + 1; }
};

void check_axis(const graph::Node& node, const std::string& axis, const Steps& steps, bool valid) {
  if (steps.filter < 1)
    throw Error(node.layer, "the filter's " + axis + " must be at least 1", std::to_string(steps.filter));
  if (steps.stride < 1)
    throw Error(node.layer, "the stride along the " + axis + " must be at least 1", std::to_string(steps.stride));
  if (steps.dilation < 1)
    throw Error(node.layer, "the dilation along the " + axis + " must be at least 1", std::to_string(steps.dilation));
  if (steps.length < 1 || (valid && steps.reach() > steps.length)) {
    throw Error(node.layer,
                "a filter that reaches over a " + axis + " of " + std::to_string(steps.reach()) + " does not fit",
                "input of " + axis + " " + std::to_string(steps.length));
  }
}

}  // namespace

std::vector<Shape> infer_convolution(const graph::Graph& graph, const graph::Node& node, const WindowOptions& options,
                                     std::size_t channel_axis) {
  const Shape& input = graph.at(node.inputs.at(0)).shape;
  const Shape& filter = graph.at(node.inputs.at(1)).shape;
  if (input.size() != 4) throw Error(node.layer, "takes (batch, height, width, channels)", to_string(input));
  if (filter.size() != 4) throw Error(node.layer, "the filter must have four axes", to_string(filter));
  const bool valid = options.padding == tflite::Padding::VALID;
  const Steps height = {input[1], filter[1], options.stride_height, options.dilation_height};
  const Steps width = {input[2], filter[2], options.stride_width, options.dilation_width};
  check_axis(node, "height", height, valid);
  check_axis(node, "width", width, valid);
  const std::int64_t channels = filter[channel_axis];
  if (node.inputs.size() > 2 && node.inputs[2] != graph::no_tensor) {
    const Shape& bias = graph.at(node.inputs[2]).shape;
    if (bias != Shape{channels})
      throw Error(node.layer, "takes a bias of " + std::to_string(channels) + " numbers", to_string(bias));
  }
  return {{input[0], plan_axis(options.padding, height.length, height.reach(), height.stride).count,
           plan_axis(options.padding, width.length, width.reach(), width.stride).count, channels}};
}

linear::Convolution plan_convolution(const WindowOptions& options, const FloatView& input, const FloatView& filter,
                                     const FloatView& output) {
  const Shape& kernel = filter.tensor->shape;
  const Steps height = {input.length(1), kernel[1], options.stride_height, options.dilation_height};
  const Steps width = {input.length(2), kernel[2], options.stride_width, options.dilation_width};
  return {.batch = input.length(0),
          .input_height = height.length,
          .input_width = width.length,
          .input_channels = input.length(3),
          .output_height = output.length(1),
          .output_width = output.length(2),
          .output_channels = output.length(3),
          .kernel_height = height.filter,
          .kernel_width = width.filter,
          .stride_height = height.stride,
          .stride_width = width.stride,
          .dilation_height = height.dilation,
          .dilation_width = width.dilation,
          .pad_top = plan_axis(options.padding, height.length, height.reach(), height.stride).padding,
          .pad_left = plan_axis(options.padding, width.length, width.reach(), width.stride).padding,
          .groups = 1};
}

void give_bias_gradient(const GradientCall& call) {
  float* const gradient = numbers_of(call.input_gradients, 2);
  if (gradient == nullptr) return;
  const FloatView& dy = call.output_gradients[0];
  const std::int64_t channels = call.outputs[0].length(3);
  linear::dense_backward_bias(dy.data, gradient, dy.size() / channels, channels, call.accumulate[2]);
}

const char* convolution_runtime(std::int32_t version) {
  switch (version) {
    case 1:
      return "1.5.0";
    case 2:
      return "1.12.0";
    case 6:
      return "2.9.0";
    default:
      return "1.14.0";
  }
}

}  // namespace kvant::ops
