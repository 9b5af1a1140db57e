// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// RELU: y = max(x, 0). int8: rescaled from the input's scale to the output's, then clamped at the zero point.
#pragma once

#include <kvant_micro/core/fixed_point.h>
#include <kvant_micro/operator.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

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
  if (KVANT_UNTRUSTED(operands.input.elements != operands.output.elements)) node.fail(Status::invalid_model);
  node.check_alignment(operands.input, size_of(type));
  params.input = operands.input.data;
  params.output = operands.output.data;
  params.count = operands.input.elements;
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
    const int8_t* const input = memory.read<int8_t>(params.input);
    int8_t* const output = memory.write<int8_t>(params.output);
    for (uint32_t i = 0; i < params.count; ++i) {
      const int32_t scaled =
          multiply_by_quantized_multiplier(input[i] - params.input_zero_point, params.multiplier, params.shift);
      const int32_t shifted = clamp(scaled, -512, 512) + params.output_zero_point;
      output[i] = static_cast<int8_t>(clamp(shifted, params.output_zero_point, 127));
    }
  }
};

struct ReluFloat32 {
  typedef ReluParams Params;
  static Status prepare(NodeView& node, Params& params) {
    relu_detail::read_operands(node, TensorType::float32, params);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    const float* const input = memory.read<float>(params.input);
    float* const output = memory.write<float>(params.output);
    for (uint32_t i = 0; i < params.count; ++i) output[i] = input[i] < 0.0f ? 0.0f : input[i];
  }
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
