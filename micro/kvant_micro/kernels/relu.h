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
inline Status read_operands(const NodeView& node, TensorType type, TensorFacts& input, TensorFacts& output,
                            ReluParams& params) {
  Status status = node.input(0, input);
  if (status != Status::ok) return status;
  if ((status = node.output(0, output)) != Status::ok) return status;
  if (input.type != type || output.type != type) return Status::unsupported_types;
  if (input.elements != output.elements) return Status::invalid_model;
  if (!node.aligned(input, size_of(type))) return Status::misaligned_model;
  params.input = node.input_data(0, input);
  params.output = node.output_data(0);
  params.count = input.elements;
  params.multiplier = 0;
  params.shift = 0;
  params.input_zero_point = params.output_zero_point = 0;
  return Status::ok;
}
}  // namespace relu_detail

struct ReluInt8 {
  typedef ReluParams Params;
  static Status prepare(NodeView& node, Params& params) {
    TensorFacts input, output;
    const Status status = relu_detail::read_operands(node, TensorType::int8, input, output, params);
    if (status != Status::ok) return status;
    const Real input_scale = node.scale(input, 0), output_scale = node.scale(output, 0);
    int32_t input_zero_point = 0, output_zero_point = 0, shift = 0;
    if (input_scale.mantissa == 0 || output_scale.mantissa == 0 ||
        !node.zero_point(input, -128, 127, input_zero_point) ||
        !node.zero_point(output, -128, 127, output_zero_point)) {
      return Status::invalid_quantization;
    }
    // The reference divides these two as float32.
    quantize_multiplier(real_to_float(real_divide(input_scale, output_scale)), params.multiplier, shift);
    params.shift = static_cast<int8_t>(shift);
    params.input_zero_point = static_cast<int16_t>(input_zero_point);
    params.output_zero_point = static_cast<int16_t>(output_zero_point);
    return Status::ok;
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
    TensorFacts input, output;
    return relu_detail::read_operands(node, TensorType::float32, input, output, params);
  }
  static void run(const Memory& memory, const Params& params) {
    const float* const input = memory.read<float>(params.input);
    float* const output = memory.write<float>(params.output);
    for (uint32_t i = 0; i < params.count; ++i) output[i] = input[i] < 0.0f ? 0.0f : input[i];
  }
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
