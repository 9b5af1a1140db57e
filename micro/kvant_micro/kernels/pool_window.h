// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What both pools share: windows that step over [batches, height, width, channels], each cut where it leaves the input.
#pragma once

#include <kvant_micro/kernels/fused_activation.h>
#include <kvant_micro/kernels/window_axis.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// The cells of one window in one channel: rows of columns, that far apart.
template <class T>
struct PoolCells {
  const T* first;
  uint32_t rows, columns, row_step, column_step;
};

/// output = Pool()(layer, cells) for each window and channel. Layer: Pool2DParams, or its numbers as constants.
template <class Pool, class Layer, class T>
inline void pool_2d(const Layer& layer, const T* input, T* output) {
  const uint32_t row_step = layer.width * layer.channels;
  for (uint32_t b = 0; b < layer.batches; ++b) {
    for (uint32_t y = 0; y < layer.output_height; ++y) {
      const WindowReach rows =
          reach_of(y * layer.stride_height, layer.padding_top, layer.filter_height, 1, layer.height);
      for (uint32_t x = 0; x < layer.output_width; ++x) {
        const WindowReach columns =
            reach_of(x * layer.stride_width, layer.padding_left, layer.filter_width, 1, layer.width);
        PoolCells<T> cells = {input + (rows.begin * row_step + columns.begin * layer.channels), rows.count,
                              columns.count, row_step, layer.channels};
        for (uint32_t c = 0; c < layer.channels; ++c) {
          *output++ = Pool::of(layer, cells);
          ++cells.first;
        }
      }
    }
    input += layer.height * row_step;
  }
}

#ifndef KVANT_KERNELS_ONLY

struct Pool2DParams {
  DataReference input, output;
  uint32_t batches, height, width, channels, output_height, output_width;
  uint16_t filter_height, filter_width, stride_height, stride_width, padding_top, padding_left;
  int8_t low, high;       ///< of int8 results
  Activation activation;  ///< of float32 results
};

namespace pool_detail {

inline void read_windows(NodeView& node, const Lengths& input, const Lengths& output, Pool2DParams& params) {
  const uint8_t padding = node.option_u8(0);
  const uint32_t stride_width = static_cast<uint32_t>(node.option_i32(1));
  const uint32_t stride_height = static_cast<uint32_t>(node.option_i32(2));
  const uint32_t filter_width = static_cast<uint32_t>(node.option_i32(3));
  const uint32_t filter_height = static_cast<uint32_t>(node.option_i32(4));
  const uint32_t rows =
      read_window_axis(node, padding == 0, input.at[1], filter_height, stride_height, params.padding_top);
  const uint32_t columns =
      read_window_axis(node, padding == 0, input.at[2], filter_width, stride_width, params.padding_left);
  if (KVANT_UNTRUSTED(padding > 1 || input.rank != 4 || output.rank != 4 || output.at[0] != input.at[0] ||
                      output.at[1] != rows || output.at[2] != columns || output.at[3] != input.at[3])) {
    node.fail(Status::invalid_model);
  }
  // The sum of a window must fit.
  if (KVANT_UNTRUSTED(node.status() == Status::ok && filter_height * filter_width >= (UINT32_C(1) << 23))) {
    node.fail(Status::unsupported_shape);
  }
  params.batches = input.at[0];
  params.height = input.at[1];
  params.width = input.at[2];
  params.channels = input.at[3];
  params.output_height = rows;
  params.output_width = columns;
  params.filter_height = static_cast<uint16_t>(filter_height);
  params.filter_width = static_cast<uint16_t>(filter_width);
  params.stride_height = static_cast<uint16_t>(stride_height);
  params.stride_width = static_cast<uint16_t>(stride_width);
}

inline Status prepare(NodeView& node, TensorType type, Pool2DParams& params) {
  const Operand input = node.input(0), output = node.output(0);
  if (input.type != type || output.type != type) node.fail(Status::unsupported_types);
  node.check_alignment(input, size_of(type));
  if (node.status() != Status::ok) return node.status();
  params.input = input.data;
  params.output = output.data;
  read_windows(node, node.lengths(input), node.lengths(output), params);
  const uint8_t activation = node.option_u8(5);
  if (KVANT_UNTRUSTED(activation > 3)) node.fail(Status::unsupported_operator);
  params.activation = static_cast<Activation>(activation);
  params.low = -128;
  params.high = 127;
  if (type != TensorType::int8 || KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
  const PerTensor scale = node.per_tensor(output, -128, 127);
  node.check_same_scale(node.per_tensor(input, -128, 127), scale);
  if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
  const ClampInt8 range = infer_clamp_int8(params.activation, scale.scale, scale.zero_point);
  params.low = range.low;
  params.high = range.high;
  return node.status();
}

}  // namespace pool_detail

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
