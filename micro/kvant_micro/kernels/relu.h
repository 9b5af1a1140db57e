// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RELU: y = max(x, 0). int8: rescaled from the input's scale to the output's, then clamped at the zero point.
#pragma once

#include <kvant_micro/kernels/requantize.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

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

struct ReluParams {
  DataReference input, output;
  uint32_t count;
  int32_t multiplier;
  int16_t input_zero_point, output_zero_point;
  int8_t shift;
};

namespace relu_detail {
struct Operands {
  Operand input, output;
};
inline Operands read_operands(NodeView& node, TensorType type, ReluParams& params) {
  const Operands operands = {node.input(0), node.output(0)};
  if (operands.input.type != type || operands.output.type != type) node.fail(Status::unsupported_types);
  if (KVANT_UNTRUSTED(operands.input.elements() != operands.output.elements())) node.fail(Status::invalid_model);
  node.check_alignment(operands.input, size_of(type));
  params.input = operands.input.data;
  params.output = operands.output.data;
  params.count = operands.input.elements();
  params.multiplier = 0;
  params.shift = 0;
  params.input_zero_point = params.output_zero_point = 0;
  return operands;
}
}  // namespace relu_detail

struct ReluInt8 {
  typedef ReluParams Params;
  static Status prepare(NodeView& node, Params& params) {
    const relu_detail::Operands operands = relu_detail::read_operands(node, TensorType::int8, params);
    if (node.status() != Status::ok) return node.status();
    const PerTensor input = node.per_tensor(operands.input, -128, 127);
    const PerTensor output = node.per_tensor(operands.output, -128, 127);
    // The reference divides these two as float32.
    const Scale quotient = real_to_float(real_divide(real_from_scale(input.scale), output.scale));
    int32_t shift = 0;
    quantize_multiplier(real_from_scale(quotient), params.multiplier, shift);
    params.shift = static_cast<int8_t>(shift);
    params.input_zero_point = static_cast<int16_t>(input.zero_point);
    params.output_zero_point = static_cast<int16_t>(output.zero_point);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    relu(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct ReluFloat32 {
  typedef ReluParams Params;
  static Status prepare(NodeView& node, Params& params) {
    relu_detail::read_operands(node, TensorType::float32, params);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    relu(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
