// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RELU6: y = min(max(x, 0), 6). int8: as RELU, and clamped at 6 too.
//
// TFLM clamps the codes as they are, which is the same only where both scales are; this is LiteRT's arithmetic.
#pragma once

#include <kvant_micro/kernels/relu.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/kernels/fused_activation.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Layer: Relu6Params, or its numbers as constants.
template <class Layer>
inline void relu6(const Layer& layer, const int8_t* input, int8_t* output) {
  for (uint32_t i = 0; i < layer.count; ++i) {
    const int32_t result =
        requantize_int8(input[i] - layer.input_zero_point, layer.multiplier, layer.shift, layer.output_zero_point);
    output[i] = static_cast<int8_t>(clamp(result, layer.output_zero_point, layer.high));
  }
}
template <class Layer>
inline void relu6(const Layer& layer, const float* input, float* output) {
  for (uint32_t i = 0; i < layer.count; ++i) {
    const float value = input[i];
    output[i] = value < 0.0f ? 0.0f : (value > 6.0f ? 6.0f : value);
  }
}

#ifndef KVANT_KERNELS_ONLY

struct Relu6Params : ReluParams {
  int8_t high;  ///< the code of 6, of int8 results
};

struct Relu6Int8 {
  typedef Relu6Params Params;
  static Status prepare(NodeView& node, Params& params) {
    const ElementwiseOperands operands = read_elementwise_operands(node, TensorType::int8, params);
    if (node.status() != Status::ok) return node.status();
    const ElementwiseScales scales = read_elementwise_scales(node, operands);
    relu_detail::fill(scales, params);
    params.high = infer_clamp_int8(Activation::relu6, scales.output.scale, scales.output.zero_point).high;
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    relu6(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct Relu6Float32 {
  typedef Relu6Params Params;
  static Status prepare(NodeView& node, Params& params) {
    relu_detail::fill_float32(node, params);
    params.high = 0;
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    relu6(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
