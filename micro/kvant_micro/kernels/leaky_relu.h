// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// LEAKY_RELU: y = x where x is above 0, else alpha * x.
//
// int8: rescaled with s_x / s_y or with s_x * alpha / s_y, each rounded to float32 step by step.
#pragma once

#include <kvant_micro/core/float_product.h>
#include <kvant_micro/kernels/elementwise_operands.h>
#include <kvant_micro/kernels/requantize.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Layer: LeakyReluParams, or its numbers as constants.
template <class Layer>
inline void leaky_relu(const Layer& layer, const int8_t* input, int8_t* output) {
  for (uint32_t i = 0; i < layer.count; ++i) {
    const int32_t value = input[i] - layer.input_zero_point;
    const int32_t result =
        value >= 0 ? requantize_int8(value, layer.multiplier, layer.shift, layer.output_zero_point)
                   : requantize_int8(value, layer.alpha_multiplier, layer.alpha_shift, layer.output_zero_point);
    output[i] = static_cast<int8_t>(result);
  }
}
template <class Layer>
inline void leaky_relu(const Layer& layer, const float* input, float* output) {
  const uint32_t alpha_bits = layer.alpha_bits;
  float alpha;
  __builtin_memcpy(&alpha, &alpha_bits, sizeof alpha);
  for (uint32_t i = 0; i < layer.count; ++i) output[i] = input[i] > 0.0f ? input[i] : rounded_product(input[i], alpha);
}

#ifndef KVANT_KERNELS_ONLY

struct LeakyReluParams : ElementwiseParams {
  int32_t multiplier, alpha_multiplier;
  uint32_t alpha_bits;  ///< as float32
  int16_t input_zero_point, output_zero_point;
  int8_t shift, alpha_shift;
};

struct LeakyReluInt8 {
  typedef LeakyReluParams Params;
  static Status prepare(NodeView& node, Params& params) {
    const ElementwiseOperands operands = read_elementwise_operands(node, TensorType::int8, params);
    if (node.status() != Status::ok) return node.status();
    const ElementwiseScales scales = read_elementwise_scales(node, operands);
    params.alpha_bits = static_cast<uint32_t>(node.option_i32(0));
    const Scale alpha = scale_from_bits(params.alpha_bits);
    // Negative, infinite or no number; -0 is 0.
    if (KVANT_UNTRUSTED(alpha.mantissa == 0 && (params.alpha_bits << 1) != 0)) node.fail(Status::unsupported_operator);
    if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
    quantize_float_quotient(scales.input.scale, scales.output.scale, params.multiplier, params.shift);
    const Scale below = real_to_float(real_multiply(scales.input.scale, alpha));
    quantize_float_quotient(below, scales.output.scale, params.alpha_multiplier, params.alpha_shift);
    params.input_zero_point = static_cast<int16_t>(scales.input.zero_point);
    params.output_zero_point = static_cast<int16_t>(scales.output.zero_point);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    leaky_relu(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct LeakyReluFloat32 {
  typedef LeakyReluParams Params;
  static Status prepare(NodeView& node, Params& params) {
    read_elementwise_operands(node, TensorType::float32, params);
    params.alpha_bits = static_cast<uint32_t>(node.option_i32(0));
    params.multiplier = params.alpha_multiplier = 0;
    params.input_zero_point = params.output_zero_point = 0;
    params.shift = params.alpha_shift = 0;
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    leaky_relu(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
