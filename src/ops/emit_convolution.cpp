// SPDX-License-Identifier: Apache-2.0
// Generated code of convolutions: sizes and steps as constants, weights, biases and multipliers as tables.
#include "ops/convolution_plan.h"

#include <kvant_micro/kernels/conv_window.h>

#include <algorithm>
#include <cstdlib>

namespace kvant::ops {
namespace {

using Params = kvant_micro::ConvolutionParams;

/// Numbers of the filter for each output channel.
std::size_t filter_size(const Params& params) {
  return std::size_t{params.filter_height} * params.filter_width * std::max(params.filter_channels, 1u);
}

std::vector<EmittedField> size_fields(const Params& params) {
  return {uint32_field("batches", params.batches),
          uint32_field("height", params.height),
          uint32_field("width", params.width),
          uint32_field("channels", params.channels),
          uint32_field("output_height", params.output_height),
          uint32_field("output_width", params.output_width),
          uint32_field("output_channels", params.output_channels),
          uint32_field("filter_channels", params.filter_channels),
          uint32_field("filter_height", params.filter_height),
          uint32_field("filter_width", params.filter_width),
          uint32_field("stride_height", params.stride_height),
          uint32_field("stride_width", params.stride_width),
          uint32_field("dilation_height", params.dilation_height),
          uint32_field("dilation_width", params.dilation_width),
          uint32_field("padding_top", params.padding_top),
          uint32_field("padding_left", params.padding_left)};
}

/// Whether some window reaches over the input's edge along one axis.
bool is_cut(std::uint32_t count, std::uint32_t stride, std::uint32_t filter, std::uint32_t dilation,
            std::uint32_t padding, std::uint32_t length) {
  const std::int64_t end = std::int64_t{count - 1} * stride + std::int64_t{filter - 1} * dilation + 1;
  return padding > 0 || end > length;
}
bool is_cut(const Params& params) {
  return is_cut(params.output_height, params.stride_height, params.filter_height, params.dilation_height,
                params.padding_top, params.height) ||
         is_cut(params.output_width, params.stride_width, params.filter_width, params.dilation_width,
                params.padding_left, params.width);
}

/// A layer's sums: its biases, with the input's offset in them where every window lies inside, and whether every sum
/// can be doubled.
struct Sums {
  std::vector<std::int32_t> biases;
  std::int32_t input_offset = 0;  ///< what is left of it
  std::int64_t largest = 0;
};
Sums fold_input_offset(const Params& params, std::span<const std::int8_t> weights,
                       std::span<const std::int32_t> biases) {
  Sums sums;
  const bool folds = !is_cut(params);
  sums.input_offset = folds ? 0 : params.input_offset;
  const bool depthwise = params.filter_channels == 0;
  const std::size_t size = filter_size(params);
  for (std::size_t o = 0; o < params.output_channels; ++o) {
    std::int64_t sum = biases.empty() ? 0 : biases[o], reach = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::int64_t weight = depthwise ? weights[i * params.output_channels + o] : weights[o * size + i];
      if (folds) sum += params.input_offset * weight;
      reach += (128 + std::abs(sums.input_offset)) * std::abs(weight);
    }
    sums.largest = std::max(sums.largest, std::abs(sum) + reach);
    sums.biases.push_back(static_cast<std::int32_t>(static_cast<std::uint32_t>(sum)));  // as the chip's sum wraps
  }
  return sums;
}

}  // namespace

EmittedOperator emit_convolution_int8(const EmitRequest& request, const std::string& kernel) {
  const auto& params = *static_cast<const Params*>(request.params);
  const std::string& name = request.name;
  const auto weights = numbers_at<std::int8_t>(request, params.weights, filter_size(params) * params.output_channels);
  std::vector<std::int32_t> biases;
  if (params.bias != kvant_micro::no_data)
    biases = numbers_at<std::int32_t>(request, params.bias, params.output_channels);
  const Sums sums = fold_input_offset(params, weights, biases);
  const auto multipliers = numbers_at<std::int32_t>(request, params.multipliers, params.output_channels);
  const auto shifts =
      numbers_at<std::int8_t>(request, params.multipliers + 4 * params.output_channels, params.output_channels);
  const bool shifts_right = std::all_of(shifts.begin(), shifts.end(), [](std::int8_t shift) { return shift < 0; });
  std::vector<EmittedField> fields = size_fields(params);
  fields.push_back(int32_field("input_offset", sums.input_offset));
  fields.push_back(int32_field("zero_point", params.zero_point));
  fields.push_back(int32_field("low", params.low));
  fields.push_back(int32_field("high", params.high));
  fields.push_back({"bool", "fits", shifts_right && sums.largest < (1 << 30) ? "true" : "false"});
  std::string definitions = emit_array("int8_t", name + "_weights", to_texts(weights));
  definitions += emit_array("int32_t", name + "_biases", to_texts(sums.biases));
  definitions += emit_array("int32_t", name + "_multipliers", to_texts(multipliers));
  definitions += emit_array("int8_t", name + "_shifts", to_texts(shifts));
  const std::string operands = request.inputs.at(0) + ", " + name + "_weights, " + name + "_biases, {" + name +
                               "_multipliers, " + name + "_shifts}";
  return emit_call(request, kernel, fields, operands, definitions);
}

EmittedOperator emit_convolution_float32(const EmitRequest& request, const std::string& kernel) {
  const auto& params = *static_cast<const Params*>(request.params);
  const std::string& name = request.name;
  const auto weights = numbers_at<float>(request, params.weights, filter_size(params) * params.output_channels);
  std::string definitions = emit_array("float", name + "_weights", to_texts(weights));
  std::string bias = "nullptr";
  if (params.bias != kvant_micro::no_data) {
    bias = name + "_biases";
    definitions += emit_array("float", bias, to_texts(numbers_at<float>(request, params.bias, params.output_channels)));
  }
  std::vector<EmittedField> fields = size_fields(params);
  fields.push_back(activation_field(static_cast<std::uint8_t>(params.activation)));
  return emit_call(request, kernel, fields, request.inputs.at(0) + ", " + name + "_weights, " + bias, definitions);
}

}  // namespace kvant::ops
