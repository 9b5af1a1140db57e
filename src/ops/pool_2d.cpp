// SPDX-License-Identifier: Apache-2.0
// Windows of pools: how many there are, and what of each lies inside.
#include "ops/pool_2d.h"

#include "ops/window_padding.h"

#include <kvant/types/error.h>
#include <kvant_micro/kernels/pool_window.h>

#include <algorithm>
#include <array>

namespace kvant::ops {
namespace {

using Options = tflite::Pool2DOptionsT;

void check_axis(const graph::Node& node, const char* axis, std::int64_t length, std::int64_t filter,
                std::int64_t stride, bool valid) {
  const std::string name(axis);
  if (filter < 1) throw Error(node.layer, "the pool's " + name + " must be at least 1", std::to_string(filter));
  if (stride < 1)
    throw Error(node.layer, "the stride along the " + name + " must be at least 1", std::to_string(stride));
  if (length < 1 || (valid && filter > length)) {
    throw Error(node.layer, "a pool of " + name + " " + std::to_string(filter) + " does not fit",
                "input of " + name + " " + std::to_string(length));
  }
}

}  // namespace

std::vector<Shape> infer_pool_2d(const graph::Graph& graph, const graph::Node& node) {
  const Shape& input = graph.at(node.inputs.at(0)).shape;
  if (input.size() != 4) throw Error(node.layer, "takes (batch, height, width, channels)", to_string(input));
  const Options& options = options_of<Options>(node);
  const bool valid = options.padding == tflite::Padding::VALID;
  check_axis(node, "height", input[1], options.filter_height, options.stride_h, valid);
  check_axis(node, "width", input[2], options.filter_width, options.stride_w, valid);
  return {{input[0], plan_axis(options.padding, input[1], options.filter_height, options.stride_h).count,
           plan_axis(options.padding, input[2], options.filter_width, options.stride_w).count, input[3]}};
}

PoolPlan plan_pool_2d(const graph::Node& node, const FloatView& input, const FloatView& output) {
  const Options& options = options_of<Options>(node);
  const std::int64_t height = input.length(1), width = input.length(2);
  return {.batch = input.length(0),
          .height = height,
          .width = width,
          .channels = input.length(3),
          .output_height = output.length(1),
          .output_width = output.length(2),
          .filter_height = options.filter_height,
          .filter_width = options.filter_width,
          .stride_height = options.stride_h,
          .stride_width = options.stride_w,
          .padding_top = plan_axis(options.padding, height, options.filter_height, options.stride_h).padding,
          .padding_left = plan_axis(options.padding, width, options.filter_width, options.stride_w).padding};
}

PoolWindow window_of(const PoolPlan& plan, std::int64_t row, std::int64_t column) {
  const std::int64_t top = row * plan.stride_height - plan.padding_top;
  const std::int64_t left = column * plan.stride_width - plan.padding_left;
  return {.top = std::max<std::int64_t>(top, 0),
          .bottom = std::min(top + plan.filter_height, plan.height),
          .left = std::max<std::int64_t>(left, 0),
          .right = std::min(left + plan.filter_width, plan.width)};
}

EmittedOperator emit_pool_2d(const EmitRequest& request, const char* kernel) {
  const auto& params = *static_cast<const kvant_micro::Pool2DParams*>(request.params);
  const std::array fields = std::to_array<EmittedField>({
      uint32_field("batches", params.batches),
      uint32_field("height", params.height),
      uint32_field("width", params.width),
      uint32_field("channels", params.channels),
      uint32_field("output_height", params.output_height),
      uint32_field("output_width", params.output_width),
      uint32_field("filter_height", params.filter_height),
      uint32_field("filter_width", params.filter_width),
      uint32_field("stride_height", params.stride_height),
      uint32_field("stride_width", params.stride_width),
      uint32_field("padding_top", params.padding_top),
      uint32_field("padding_left", params.padding_left),
      int32_field("low", params.low),
      int32_field("high", params.high),
      activation_field(static_cast<std::uint8_t>(params.activation)),
  });
  return emit_call(request, kernel, fields);
}

}  // namespace kvant::ops
