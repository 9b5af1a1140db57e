// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SOFTMAX: y = exp(beta x) / sum of exp(beta x), along the last axis.
//
// int8: d = x - largest, exp in Q5 of d * beta * scale * 2^26, summed in Q12; the sum's reciprocal times each exp.
// Below diff_min exp is 0. The result has the scale 1/256 and the zero point -128.
#pragma once

#include <kvant_micro/core/fixed_functions.h>
#include <kvant_micro/core/float_math.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace softmax_detail {

template <class T>
KVANT_ALWAYS_INLINE T largest_of(const T* row, uint32_t count) {
  T largest = row[0];
  for (uint32_t i = 1; i < count; ++i) {
    if (row[i] > largest) largest = row[i];
  }
  return largest;
}

/// exp of a difference of codes, at most 0 and at least diff_min, in Q0.
template <class Layer>
KVANT_ALWAYS_INLINE int32_t exp_of(const Layer& layer, int32_t difference) {
  return fixed_exp<5>(fixed_detail::product(difference * (INT32_C(1) << layer.shift), layer.multiplier));
}

/// 1 / sum as a Q0 fraction of [1/2, 1] and the power of two that makes the result a code.
struct Inverse {
  int32_t fraction, power;
};
inline Inverse inverse_of(uint32_t sum) {
  int32_t zeros = 0;
  for (; (sum >> 31) == 0; sum <<= 1) ++zeros;
  const Inverse inverse = {fixed_reciprocal(static_cast<int32_t>(sum & 0x7FFFFFFFu)), 12 - zeros + 31 - 8};
  return inverse;
}

}  // namespace softmax_detail

/// Layer: SoftmaxParams, or its numbers as constants.
template <class Layer>
inline void softmax(const Layer& layer, const int8_t* input, int8_t* output) {
  for (uint32_t r = 0; r < layer.rows; ++r) {
    const int8_t largest = softmax_detail::largest_of(input, layer.depth);
    uint32_t sum = 0;
    for (uint32_t i = 0; i < layer.depth; ++i) {
      const int32_t difference = input[i] - largest;
      if (difference < layer.diff_min) continue;
      sum += static_cast<uint32_t>(rounding_divide_by_power_of_two(softmax_detail::exp_of(layer, difference), 12));
    }
    const softmax_detail::Inverse inverse = softmax_detail::inverse_of(sum);
    for (uint32_t i = 0; i < layer.depth; ++i) {
      const int32_t difference = input[i] - largest;
      int32_t result = -128;
      if (difference >= layer.diff_min) {
        const int32_t share = fixed_detail::product(inverse.fraction, softmax_detail::exp_of(layer, difference));
        const int32_t code = inverse.power > 31 ? 0 : rounding_divide_by_power_of_two(share, inverse.power);
        result = clamp(code - 128, -128, 127);
      }
      output[i] = static_cast<int8_t>(result);
    }
    input += layer.depth;
    output += layer.depth;
  }
}
template <class Layer>
inline void softmax(const Layer& layer, const float* input, float* output) {
  const uint32_t beta_bits = layer.beta_bits;
  float beta;
  __builtin_memcpy(&beta, &beta_bits, sizeof beta);
  for (uint32_t r = 0; r < layer.rows; ++r) {
    const float largest = softmax_detail::largest_of(input, layer.depth);
    float sum = 0.0f;
    for (uint32_t i = 0; i < layer.depth; ++i) {
      output[i] = float_exp(rounded_product(input[i] - largest, beta));
      sum += output[i];
    }
    for (uint32_t i = 0; i < layer.depth; ++i) output[i] /= sum;
    input += layer.depth;
    output += layer.depth;
  }
}

#ifndef KVANT_KERNELS_ONLY

struct SoftmaxParams {
  DataReference input, output;
  uint32_t rows, depth;
  int32_t multiplier, diff_min;
  uint32_t beta_bits;  ///< float32 bits, for float32
  int8_t shift;
};

namespace softmax_detail {

struct Operands {
  Operand input, output;
};
inline Operands read_operands(NodeView& node, TensorType type, SoftmaxParams& params) {
  const Operands operands = {node.input(0), node.output(0)};
  if (operands.input.type != type || operands.output.type != type) node.fail(Status::unsupported_types);
  if (KVANT_UNTRUSTED(operands.input.elements() != operands.output.elements())) node.fail(Status::invalid_model);
  node.check_alignment(operands.input, size_of(type));
  params.input = operands.input.data;
  params.output = operands.output.data;
  const Lengths lengths = node.lengths(operands.input);
  params.depth = lengths.rank == 0 ? 1 : lengths.at[lengths.rank - 1];
  params.rows = operands.input.elements() / params.depth;
  params.beta_bits = static_cast<uint32_t>(node.option_i32(0));
  params.multiplier = params.diff_min = 0;
  params.shift = 0;
  // A sum of 2^12 ones does not fit into Q12.
  if (KVANT_UNTRUSTED(lengths.rank == 0)) node.fail(Status::invalid_model);
  if (KVANT_UNTRUSTED(type == TensorType::int8 && params.depth >= (UINT32_C(1) << 12))) {
    node.fail(Status::unsupported_shape);
  }
  return operands;
}

}  // namespace softmax_detail

struct SoftmaxInt8 {
  typedef SoftmaxParams Params;
  static Status prepare(NodeView& node, Params& params) {
    const softmax_detail::Operands operands = softmax_detail::read_operands(node, TensorType::int8, params);
    if (node.status() != Status::ok) return node.status();
    const PerTensor input = node.per_tensor(operands.input, -128, 127);
    node.check_fixed_scale(operands.output, 0x3B800000u, -128);  // 1/256
    if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
    // beta * scale * 2^26, exact in double, held below 2^30. Too small is for rows of equal numbers alone.
    Real real = real_multiply(scale_from_bits(params.beta_bits), input.scale);
    real.exponent += 26;
    int32_t shift = 0;
    quantize_multiplier(real, params.multiplier, shift);
    if (shift > 30) shift = 30;
    if (KVANT_UNTRUSTED(params.multiplier == 0 || shift < 0)) node.fail(Status::invalid_quantization);
    if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
    params.shift = static_cast<int8_t>(shift);
    params.diff_min = -static_cast<int32_t>((UINT32_C(31) << 26) >> shift);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    softmax(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct SoftmaxFloat32 {
  typedef SoftmaxParams Params;
  static Status prepare(NodeView& node, Params& params) {
    softmax_detail::read_operands(node, TensorType::float32, params);
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    softmax(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
