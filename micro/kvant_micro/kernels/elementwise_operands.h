// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The set-up of operators that make each number of the output from the one at its place in the input.
#pragma once

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

#ifndef KVANT_KERNELS_ONLY

struct ElementwiseParams {
  DataReference input, output;
  uint32_t count;  ///< numbers
};

struct ElementwiseOperands {
  Operand input, output;
};

/// Reads both operands, which must have this type and equally many elements.
inline ElementwiseOperands read_elementwise_operands(NodeView& node, TensorType type, ElementwiseParams& params) {
  const ElementwiseOperands operands = {node.input(0), node.output(0)};
  if (operands.input.type != type || operands.output.type != type) node.fail(Status::unsupported_types);
  if (KVANT_UNTRUSTED(operands.input.elements() != operands.output.elements())) node.fail(Status::invalid_model);
  node.check_alignment(operands.input, size_of(type));
  params.input = operands.input.data;
  params.output = operands.output.data;
  params.count = operands.input.elements();
  return operands;
}

/// The quantisation of both. Only after the operands were read without an error.
struct ElementwiseScales {
  PerTensor input, output;
};
inline ElementwiseScales read_elementwise_scales(NodeView& node, const ElementwiseOperands& operands) {
  const ElementwiseScales scales = {node.per_tensor(operands.input, -128, 127),
                                    node.per_tensor(operands.output, -128, 127)};
  return scales;
}

/// s_in / s_out as a multiplier, the quotient rounded to float32 as the reference has it.
inline void quantize_float_quotient(Scale input, Scale output, int32_t& multiplier, int8_t& shift) {
  const Scale quotient = real_to_float(real_divide(real_from_scale(input), output));
  int32_t power = 0;
  quantize_multiplier(real_from_scale(quotient), multiplier, power);
  shift = static_cast<int8_t>(power);
}

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
