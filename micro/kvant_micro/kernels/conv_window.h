// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What both convolutions share: filters that step over [batches, height, width, channels], and their set-up.
//
// A layer's numbers are ConvolutionParams, or the same names as constants of generated code.
#pragma once

#include <kvant_micro/kernels/channel_multipliers.h>
#include <kvant_micro/kernels/fused_activation.h>
#include <kvant_micro/kernels/window_axis.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// The cells of a filter that lie inside the input, at one place of the output.
template <class T>
struct FilterPart {
  const T* input;   ///< channel 0 under the first cell
  uint32_t filter;  ///< the first cell's number in the filter
  uint32_t rows, columns;
};

/// filter(part, output) for each place of the output, which has output_channels numbers.
template <class Layer, class Filter, class T>
KVANT_ALWAYS_INLINE void slide_filter(const Layer& layer, Filter& filter, const T* input, T* output) {
  const uint32_t row_step = layer.width * layer.channels;
  for (uint32_t b = 0; b < layer.batches; ++b) {
    for (uint32_t y = 0; y < layer.output_height; ++y) {
      const WindowReach rows = reach_of(y * layer.stride_height, layer.padding_top, layer.filter_height,
                                        layer.dilation_height, layer.height);
      const T* const first_row = input + rows.begin * row_step;
      for (uint32_t x = 0; x < layer.output_width; ++x) {
        const WindowReach columns =
            reach_of(x * layer.stride_width, layer.padding_left, layer.filter_width, layer.dilation_width, layer.width);
        const FilterPart<T> part = {first_row + columns.begin * layer.channels,
                                    rows.skipped * layer.filter_width + columns.skipped, rows.count, columns.count};
        filter(part, output);
        output += layer.output_channels;
      }
    }
    input += layer.height * row_step;
  }
}

/// Whether a row of the filter lies in the input as in the filter, without gaps.
template <class Layer>
KVANT_ALWAYS_INLINE bool has_whole_rows(const Layer& layer) {
  return layer.dilation_width == 1 && layer.filter_channels == layer.channels;
}

/// visit(input, filter, count) for each stretch of numbers that stand together in the input as in the filter: a row of
/// the filter, or a cell. filter: the weights, or a place for numbers in their order.
template <class Layer, class T, class Pointer, class Visit>
KVANT_ALWAYS_INLINE void for_each_stretch(const Layer& layer, const FilterPart<T>& part, const T* input, Pointer filter,
                                          Visit& visit) {
  const uint32_t columns = has_whole_rows(layer) ? 1 : part.columns;
  const uint32_t count = has_whole_rows(layer) ? part.columns * layer.filter_channels : layer.filter_channels;
  for (uint32_t row = 0; row < part.rows; ++row) {
    for (uint32_t column = 0; column < columns; ++column) {
      visit(input + column * layer.dilation_width * layer.channels, filter + column * layer.filter_channels, count);
    }
    input += layer.dilation_height * layer.width * layer.channels;
    filter += layer.filter_width * layer.filter_channels;
  }
}

/// An output's bias; none: 0.
template <class T>
KVANT_ALWAYS_INLINE T bias_of(const T* bias, uint32_t channel) {
  return bias == nullptr ? T(0) : constant(bias + channel);
}

#ifndef KVANT_KERNELS_ONLY

struct ConvolutionParams {
  static constexpr bool fits = false;  ///< not known before it runs
  DataReference input, weights, bias, output;
  DataReference multipliers;  ///< as channel_multipliers.h has them
  uint32_t batches, height, width, channels, output_height, output_width, output_channels;
  uint32_t filter_channels;  ///< of one group; 0 in a depthwise convolution
  uint16_t filter_height, filter_width, stride_height, stride_width, dilation_height, dilation_width;
  uint16_t padding_top, padding_left;
  int16_t input_offset;  ///< minus the input's zero point
  int8_t zero_point;     ///< of int8 results
  int8_t low, high;
  Activation activation;  ///< of float32 results
};

namespace convolution_detail {

/// The numbers of an operator's fields in the format's option table.
struct OptionFields {
  uint8_t activation, dilation_width, dilation_height;
};

inline void read_windows(NodeView& node, const OptionFields& fields, ConvolutionParams& params) {
  const uint8_t padding = node.option_u8(0);
  const uint32_t stride_width = static_cast<uint32_t>(node.option_i32(1));
  const uint32_t stride_height = static_cast<uint32_t>(node.option_i32(2));
  const uint32_t dilation_width = static_cast<uint32_t>(node.option_i32(fields.dilation_width, 1));
  const uint32_t dilation_height = static_cast<uint32_t>(node.option_i32(fields.dilation_height, 1));
  const uint8_t activation = node.option_u8(fields.activation);
  if (KVANT_UNTRUSTED(activation > 3)) node.fail(Status::unsupported_operator);
  if (KVANT_UNTRUSTED(padding > 1 || dilation_height - 1 >= 0xFFFFu || dilation_width - 1 >= 0xFFFFu)) {
    return node.fail(Status::invalid_model);
  }
  params.activation = static_cast<Activation>(activation);
  params.stride_height = static_cast<uint16_t>(stride_height);
  params.stride_width = static_cast<uint16_t>(stride_width);
  params.dilation_height = static_cast<uint16_t>(dilation_height);
  params.dilation_width = static_cast<uint16_t>(dilation_width);
  const uint32_t rows =
      read_window_axis(node, padding == 0, params.height, (params.filter_height - 1u) * dilation_height + 1,
                       stride_height, params.padding_top);
  const uint32_t columns =
      read_window_axis(node, padding == 0, params.width, (params.filter_width - 1u) * dilation_width + 1, stride_width,
                       params.padding_left);
  if (KVANT_UNTRUSTED(params.output_height != rows || params.output_width != columns)) {
    node.fail(Status::invalid_model);
  }
}

/// The shapes of input, filter, bias and output fit each other; channel_axis: of the filter's output channels.
inline void read_shapes(NodeView& node, const Operand& weights, const Operand& bias, uint32_t channel_axis,
                        ConvolutionParams& params) {
  const Lengths input = node.lengths(node.input(0)), filter = node.lengths(weights);
  const Lengths output = node.lengths(node.output(0));
  if (KVANT_UNTRUSTED(input.rank != 4 || filter.rank != 4 || output.rank != 4 || output.at[0] != input.at[0] ||
                      output.at[3] != filter.at[channel_axis] || filter.at[1] > 0xFFFFu || filter.at[2] > 0xFFFFu ||
                      !weights.is_constant() || weights.bytes == 0 ||
                      (bias.present() && (!bias.is_constant() || bias.bytes != 4 * output.at[3])))) {
    return node.fail(Status::invalid_model);
  }
  params.batches = input.at[0];
  params.height = input.at[1];
  params.width = input.at[2];
  params.channels = input.at[3];
  params.output_height = output.at[1];
  params.output_width = output.at[2];
  params.output_channels = output.at[3];
  params.filter_height = static_cast<uint16_t>(filter.at[1]);
  params.filter_width = static_cast<uint16_t>(filter.at[2]);
  params.filter_channels = channel_axis == 0 ? filter.at[3] : 0;
}

inline void prepare_int8(NodeView& node, const Operand& weights, uint32_t channel_axis, ConvolutionParams& params) {
  const PerTensor input = node.per_tensor(node.input(0), -128, 127);
  const PerTensor output = node.per_tensor(node.output(0), -128, 127);
  const QuantizationFacts facts = node.quantization(weights);
  if (KVANT_UNTRUSTED(node.count(facts.scales) == 0 || !node.zero_points_are_zero(facts))) {
    node.fail(Status::invalid_quantization);
  }
  if (KVANT_UNTRUSTED(node.status() != Status::ok)) return;
  const ClampInt8 range = infer_clamp_int8(params.activation, output.scale, output.zero_point);
  params.input_offset = static_cast<int16_t>(-input.zero_point);
  params.zero_point = static_cast<int8_t>(output.zero_point);
  params.low = range.low;
  params.high = range.high;
  params.multipliers = fill_channel_multipliers(node, facts, static_cast<int32_t>(channel_axis), params.output_channels,
                                                input.scale, output.scale);
}

/// All but what only one of the two convolutions has.
inline Status prepare(NodeView& node, TensorType type, uint32_t channel_axis, const OptionFields& fields,
                      ConvolutionParams& params) {
  const Operand input = node.input(0), weights = node.input(1), bias = node.optional_input(2), output = node.output(0);
  const TensorType bias_type = type == TensorType::int8 ? TensorType::int32 : type;
  if (input.type != type || weights.type != type || output.type != type || (bias.present() && bias.type != bias_type)) {
    node.fail(Status::unsupported_types);
  }
  node.check_alignment(bias, 4);
  node.check_alignment(weights, size_of(type));
  if (node.status() != Status::ok) return node.status();
  params.input = input.data;
  params.weights = weights.data;
  params.bias = bias.data;
  params.output = output.data;
  params.multipliers = no_data;
  params.input_offset = params.zero_point = params.low = params.high = 0;
  read_shapes(node, weights, bias, channel_axis, params);
  if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
  read_windows(node, fields, params);
  if (type == TensorType::int8 && !KVANT_UNTRUSTED(node.status() != Status::ok)) {
    prepare_int8(node, weights, channel_axis, params);
  }
  return node.status();
}

}  // namespace convolution_detail

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
