// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// MEAN: the mean of the numbers along some axes.
//
// int8: the sum less count times the zero point, requantised with s_x / s_y / count: the multiplier of s_x / s_y is
// shifted left by the bits of count and divided by it, rounded down, as the reference does.
#pragma once

#include <kvant_micro/kernels/reduced_axes.h>
#include <kvant_micro/kernels/requantize.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace mean_detail {

struct Int8 {
  template <class Layer>
  KVANT_ALWAYS_INLINE static int8_t of(const Layer& layer, const int8_t* first) {
    uint32_t sum = static_cast<uint32_t>(layer.offset);
    for (uint32_t i = 0; i < layer.count; ++i, first += layer.inner) sum += static_cast<uint32_t>(int32_t{*first});
    return static_cast<int8_t>(
        requantize_int8(static_cast<int32_t>(sum), layer.multiplier, layer.shift, layer.zero_point));
  }
};
struct Float32 {
  template <class Layer>
  KVANT_ALWAYS_INLINE static float of(const Layer& layer, const float* first) {
    float sum = 0.0f;
    for (uint32_t i = 0; i < layer.count; ++i, first += layer.inner) sum += *first;
    return sum / static_cast<float>(layer.count);
  }
};

}  // namespace mean_detail

/// Layer: MeanParams, or its numbers as constants.
template <class Layer>
inline void mean(const Layer& layer, const int8_t* input, int8_t* output) {
  reduce_axes<mean_detail::Int8>(layer, input, output);
}
template <class Layer>
inline void mean(const Layer& layer, const float* input, float* output) {
  reduce_axes<mean_detail::Float32>(layer, input, output);
}

#ifndef KVANT_KERNELS_ONLY

struct MeanParams {
  DataReference input, output;
  uint32_t outer, count, inner;
  int32_t multiplier;
  int32_t offset;  ///< minus count times the input's zero point
  int16_t zero_point;
  int8_t shift;
};

namespace mean_detail {

/// Divides multiplier * 2^shift by count, with as many bits more as count has.
inline void divide_multiplier(uint32_t count, int32_t& multiplier, int32_t& shift) {
  int32_t bits = 0;
  while ((count >> bits) > 1) ++bits;
  if (bits > 31 + shift) bits = 31 + shift;
  multiplier = static_cast<int32_t>((static_cast<uint64_t>(static_cast<uint32_t>(multiplier)) << bits) / count);
  shift -= bits;
}

}  // namespace mean_detail

struct MeanInt8 {
  typedef MeanParams Params;
  static Status prepare(NodeView& node, Params& params) {
    read_reduced_axes(node, TensorType::int8, params);
    if (node.status() != Status::ok) return node.status();
    const PerTensor input = node.per_tensor(node.input(0), -128, 127);
    const PerTensor output = node.per_tensor(node.output(0), -128, 127);
    if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
    // The sum of more does not fit.
    if (KVANT_UNTRUSTED(params.count >= (UINT32_C(1) << 23))) node.fail(Status::unsupported_shape);
    int32_t shift = 0;
    quantize_multiplier(real_divide(real_from_scale(input.scale), output.scale), params.multiplier, shift);
    mean_detail::divide_multiplier(params.count, params.multiplier, shift);
    params.shift = static_cast<int8_t>(shift);
    params.offset = static_cast<int32_t>(0u - params.count * static_cast<uint32_t>(input.zero_point));
    params.zero_point = static_cast<int16_t>(output.zero_point);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    mean(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct MeanFloat32 {
  typedef MeanParams Params;
  static Status prepare(NodeView& node, Params& params) {
    params.multiplier = params.offset = 0;
    params.zero_point = 0;
    params.shift = 0;
    read_reduced_axes(node, TensorType::float32, params);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    mean(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
