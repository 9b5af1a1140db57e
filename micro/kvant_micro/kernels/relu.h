// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RELU: y = max(x, 0). int8: rescaled from the input's scale to the output's, then clamped at the zero point.
#pragma once

#include <kvant_micro/kernels/elementwise_operands.h>
#include <kvant_micro/kernels/requantize.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Layer: ReluParams, or its numbers as constants.
template <class Layer>
inline void relu(const Layer& layer, const int8_t* input, int8_t* output) {
  for (uint32_t i = 0; i < layer.count; ++i) {
    const int32_t result =
        requantize_int8(input[i] - layer.input_zero_point, layer.multiplier, layer.shift, layer.output_zero_point);
    output[i] = static_cast<int8_t>(clamp(result, layer.output_zero_point, 127));
  }
}
template <class Layer>
inline void relu(const Layer& layer, const float* input, float* output) {
  for (uint32_t i = 0; i < layer.count; ++i) output[i] = input[i] < 0.0f ? 0.0f : input[i];
}

#ifndef KVANT_KERNELS_ONLY

struct ReluParams : ElementwiseParams {
  int32_t multiplier;
  int16_t input_zero_point, output_zero_point;
  int8_t shift;
};

namespace relu_detail {

/// The reference divides the scales as float32.
inline void fill(const ElementwiseScales& scales, ReluParams& params) {
  quantize_float_quotient(scales.input.scale, scales.output.scale, params.multiplier, params.shift);
  params.input_zero_point = static_cast<int16_t>(scales.input.zero_point);
  params.output_zero_point = static_cast<int16_t>(scales.output.zero_point);
}

inline void fill_float32(NodeView& node, ReluParams& params) {
  read_elementwise_operands(node, TensorType::float32, params);
  params.multiplier = 0;
  params.input_zero_point = params.output_zero_point = 0;
  params.shift = 0;
}

}  // namespace relu_detail

struct ReluInt8 {
  typedef ReluParams Params;
  static Status prepare(NodeView& node, Params& params) {
    const ElementwiseOperands operands = read_elementwise_operands(node, TensorType::int8, params);
    if (node.status() != Status::ok) return node.status();
    relu_detail::fill(read_elementwise_scales(node, operands), params);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    relu(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct ReluFloat32 {
  typedef ReluParams Params;
  static Status prepare(NodeView& node, Params& params) {
    relu_detail::fill_float32(node, params);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    relu(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
