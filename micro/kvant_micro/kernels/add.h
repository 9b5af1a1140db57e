// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ADD: y = activation(a + b), one of them repeated where it is shorter.
//
// int8: both are brought to twice the larger scale with 20 bits more, R((a - zero point) * 2^20, multiplier), added,
// and requantised; R rounds twice as all of TFLM's kernels do.
#pragma once

#include <kvant_micro/kernels/broadcast.h>
#include <kvant_micro/kernels/fused_activation.h>
#include <kvant_micro/kernels/requantize.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace add_detail {

/// R(value * 2^20, multiplier * 2^shift). value: -255..255. shift: -31..0.
KVANT_ALWAYS_INLINE int32_t rescaled(int32_t value, int32_t multiplier, int32_t shift) {
  return rounding_divide_by_power_of_two(simd::rounded_high_product(value * (INT32_C(1) << 21), multiplier), -shift);
}

/// sign: 1 adds, -1 subtracts.
template <class Layer, int32_t sign>
struct SumInt8 {
  const Layer& layer;
  KVANT_ALWAYS_INLINE int8_t operator()(int32_t first, int32_t second) const {
    const int32_t one = rescaled(first - layer.first_zero_point, layer.first_multiplier, layer.first_shift);
    const int32_t two = rescaled(second - layer.second_zero_point, layer.second_multiplier, layer.second_shift);
    const int32_t result = requantize_int8(one + sign * two, layer.multiplier, layer.shift, layer.zero_point);
    return static_cast<int8_t>(clamp(result, layer.low, layer.high));
  }
};
template <class Layer, int32_t sign>
struct SumFloat32 {
  const Layer& layer;
  KVANT_ALWAYS_INLINE float operator()(float first, float second) const {
    return clamp_float(sign > 0 ? first + second : first - second, layer.activation);
  }
};

}  // namespace add_detail

/// Layer: AddParams, or its numbers as constants. First, Second: pointers, or Constants.
template <class Layer, class First, class Second>
inline void add(const Layer& layer, First first, Second second, int8_t* output) {
  const add_detail::SumInt8<Layer, 1> sum = {layer};
  broadcast(layer, first, second, output, sum);
}
template <class Layer, class First, class Second>
inline void add(const Layer& layer, First first, Second second, float* output) {
  const add_detail::SumFloat32<Layer, 1> sum = {layer};
  broadcast(layer, first, second, output, sum);
}

#ifndef KVANT_KERNELS_ONLY

struct AddParams : BroadcastParams {
  int32_t first_multiplier, second_multiplier, multiplier;
  int16_t first_zero_point, second_zero_point, zero_point;
  int8_t first_shift, second_shift, shift;
  int8_t low, high;  ///< of int8 results
};

namespace add_detail {

inline Scale twice_the_larger(Scale a, Scale b) {
  const bool a_is_larger = a.exponent != b.exponent ? a.exponent > b.exponent : a.mantissa > b.mantissa;
  Scale result = a_is_larger ? a : b;
  ++result.exponent;
  return result;
}

/// The multipliers as the reference has them in double: s1 / twice, s2 / twice, twice / (2^20 s).
inline void fill_multipliers(NodeView& node, Scale first, Scale second, Scale output, AddParams& params) {
  const Scale twice = twice_the_larger(first, second);
  int32_t first_shift = 0, second_shift = 0, shift = 0;
  quantize_multiplier(real_divide(real_from_scale(first), twice), params.first_multiplier, first_shift);
  quantize_multiplier(real_divide(real_from_scale(second), twice), params.second_multiplier, second_shift);
  Real result = real_divide(real_from_scale(twice), output);
  result.exponent -= 20;
  quantize_multiplier(result, params.multiplier, shift);
  if (KVANT_UNTRUSTED(shift > 0)) node.fail(Status::invalid_quantization);  // far from any scales that fit each other
  params.first_shift = static_cast<int8_t>(first_shift);
  params.second_shift = static_cast<int8_t>(second_shift);
  params.shift = static_cast<int8_t>(shift);
}

inline Status prepare_int8(NodeView& node, AddParams& params) {
  const BroadcastOperands operands = read_broadcast_operands(node, TensorType::int8, params);
  if (node.status() != Status::ok) return node.status();
  const PerTensor first = node.per_tensor(operands.first, -128, 127);
  const PerTensor second = node.per_tensor(operands.second, -128, 127);
  const PerTensor output = node.per_tensor(operands.output, -128, 127);
  if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
  fill_multipliers(node, first.scale, second.scale, output.scale, params);
  params.first_zero_point = static_cast<int16_t>(first.zero_point);
  params.second_zero_point = static_cast<int16_t>(second.zero_point);
  params.zero_point = static_cast<int16_t>(output.zero_point);
  const ClampInt8 range = infer_clamp_int8(params.activation, output.scale, output.zero_point);
  params.low = range.low;
  params.high = range.high;
  return node.status();
}

inline Status prepare_float32(NodeView& node, AddParams& params) {
  read_broadcast_operands(node, TensorType::float32, params);
  params.first_multiplier = params.second_multiplier = params.multiplier = 0;
  params.first_zero_point = params.second_zero_point = params.zero_point = 0;
  params.first_shift = params.second_shift = params.shift = params.low = params.high = 0;
  return node.status();
}

}  // namespace add_detail

struct AddInt8 {
  typedef AddParams Params;
  static Status prepare(NodeView& node, Params& params) { return add_detail::prepare_int8(node, params); }
  static void run(const Memory& memory, const Params& params) {
    add(params, memory.read<int8_t>(params.first), memory.read<int8_t>(params.second),
        memory.write<int8_t>(params.output));
  }
};

struct AddFloat32 {
  typedef AddParams Params;
  static Status prepare(NodeView& node, Params& params) { return add_detail::prepare_float32(node, params); }
  static void run(const Memory& memory, const Params& params) {
    add(params, memory.read<float>(params.first), memory.read<float>(params.second),
        memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
