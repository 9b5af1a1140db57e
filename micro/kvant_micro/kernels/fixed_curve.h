// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What LOGISTIC and TANH share in int8: the input as a number in Q4, and the ends where the result does not change.
//
// x = (code - zero point) * scale * 2^27 in Q4; from a radius of floor(15 * 2^27 / 2^shift) codes on, shift being the
// multiplier's power of two, the result is the lowest or the highest code.
#pragma once

#include <kvant_micro/core/fixed_functions.h>
#include <kvant_micro/kernels/elementwise_operands.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// output = Curve::code_of(x in Q4), before it is saturated.
template <class Curve, class Layer>
inline void apply_fixed_curve(const Layer& layer, const int8_t* input, int8_t* output) {
  for (uint32_t i = 0; i < layer.count; ++i) {
    const int32_t value = input[i] - layer.zero_point;
    int32_t code = 127;
    if (value <= -layer.radius) {
      code = -128;
    } else if (value < layer.radius) {
      const int32_t x = multiply_by_quantized_multiplier(value, layer.multiplier, layer.shift);
      code = clamp(Curve::code_of(x), -128, 127);
    }
    output[i] = static_cast<int8_t>(code);
  }
}

#ifndef KVANT_KERNELS_ONLY

struct FixedCurveParams : ElementwiseParams {
  int32_t multiplier;
  int32_t radius;  ///< codes from the zero point
  int16_t zero_point;
  int8_t shift;
};

/// scale_bits, zero_point: what the result must have.
inline Status prepare_fixed_curve(NodeView& node, uint32_t scale_bits, int32_t zero_point, FixedCurveParams& params) {
  const ElementwiseOperands operands = read_elementwise_operands(node, TensorType::int8, params);
  if (node.status() != Status::ok) return node.status();
  const PerTensor input = node.per_tensor(operands.input, -128, 127);
  node.check_fixed_scale(operands.output, scale_bits, zero_point);
  if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
  Real real = real_from_scale(input.scale);
  real.exponent += 27;
  const int32_t power = real.exponent + 53;  // real = [1/2, 1) * 2^power
  int32_t shift = 0;
  quantize_multiplier(real, params.multiplier, shift);
  // A scale below 2^-28: the reference has no result for it.
  if (KVANT_UNTRUSTED(power < 0)) node.fail(Status::invalid_quantization);
  params.radius = power > 30 || power < 0 ? 0 : static_cast<int32_t>((UINT32_C(15) << 27) >> power);
  params.shift = static_cast<int8_t>(shift);
  params.zero_point = static_cast<int16_t>(input.zero_point);
  return node.status();
}

inline Status prepare_float_curve(NodeView& node, FixedCurveParams& params) {
  read_elementwise_operands(node, TensorType::float32, params);
  params.multiplier = params.radius = 0;
  params.zero_point = 0;
  params.shift = 0;
  return node.status();
}

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
