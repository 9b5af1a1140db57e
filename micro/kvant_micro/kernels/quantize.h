// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// QUANTIZE: float32 to int8 or uint8 as round(x / scale) + zero_point, and int8 to uint8 or back by rescaling.
#pragma once

#include <kvant_micro/core/fixed_point.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace quantize_detail {

template <class To>
To saturated(int32_t value);
template <>
inline int8_t saturated<int8_t>(int32_t value) {
  return static_cast<int8_t>(clamp(value, -128, 127));
}
template <>
inline uint8_t saturated<uint8_t>(int32_t value) {
  return static_cast<uint8_t>(clamp(value, 0, 255));
}

template <class To, class Layer>
To converted(const Layer& layer, float scale, float value) {
  return saturated<To>(clamp(round_half_away(value / scale), -512, 512) + layer.output_zero_point);
}
template <class To, class Layer, class From>
To converted(const Layer& layer, float, From value) {
  const int32_t scaled =
      multiply_by_quantized_multiplier(value - layer.input_zero_point, layer.multiplier, layer.shift);
  return saturated<To>(clamp(scaled, -512, 512) + layer.output_zero_point);
}

}  // namespace quantize_detail

/// Layer: QuantizeParams, or its numbers as constants.
template <class Layer, class From, class To>
inline void quantize(const Layer& layer, const From* input, To* output) {
  const uint32_t bits = layer.scale_bits;
  float scale;
  __builtin_memcpy(&scale, &bits, sizeof scale);
  for (uint32_t i = 0; i < layer.count; ++i) output[i] = quantize_detail::converted<To>(layer, scale, input[i]);
}

#ifndef KVANT_KERNELS_ONLY

struct QuantizeParams {
  DataReference input, output;
  uint32_t count;
  uint32_t scale_bits;  ///< float32 bits of the output's scale, for float32 input
  int32_t multiplier;   ///< for integer input
  int16_t input_zero_point, output_zero_point;
  int8_t shift;
};

namespace quantize_detail {

inline void limits(TensorType type, int32_t& low, int32_t& high) {
  low = type == TensorType::int8 ? -128 : 0;
  high = type == TensorType::int8 ? 127 : 255;
}

inline Status prepare(NodeView& node, TensorType from, TensorType to, QuantizeParams& params) {
  const Operand input = node.input(0), output = node.output(0);
  if (input.type != from || output.type != to) node.fail(Status::unsupported_types);
  if (KVANT_UNTRUSTED(input.elements() != output.elements())) node.fail(Status::invalid_model);
  node.check_alignment(input, size_of(from));
  if (node.status() != Status::ok) return node.status();
  int32_t low = 0, high = 0;
  limits(to, low, high);
  const PerTensor result = node.per_tensor(output, low, high);
  params.input = input.data;
  params.output = output.data;
  params.count = input.elements();
  params.output_zero_point = static_cast<int16_t>(result.zero_point);
  params.scale_bits = result.scale_bits;
  params.input_zero_point = 0;
  params.multiplier = 0;
  params.shift = 0;
  if (from == TensorType::float32) return node.status();
  limits(from, low, high);
  const PerTensor given = node.per_tensor(input, low, high);
  int32_t shift = 0;
  quantize_multiplier(real_divide(real_from_scale(given.scale), result.scale), params.multiplier, shift);
  params.shift = static_cast<int8_t>(shift);
  params.input_zero_point = static_cast<int16_t>(given.zero_point);
  return node.status();
}

template <class T>
struct type_of;
template <>
struct type_of<float> {
  enum : int8_t { value = 0 };
};
template <>
struct type_of<uint8_t> {
  enum : int8_t { value = 3 };
};
template <>
struct type_of<int8_t> {
  enum : int8_t { value = 9 };
};

}  // namespace quantize_detail

template <class From, class To>
struct Quantize {
  typedef QuantizeParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return quantize_detail::prepare(node, static_cast<TensorType>(quantize_detail::type_of<From>::value),
                                    static_cast<TensorType>(quantize_detail::type_of<To>::value), params);
  }
  static void run(const Memory& memory, const Params& params) {
    quantize(params, memory.read<From>(params.input), memory.write<To>(params.output));
  }
};

typedef Quantize<float, int8_t> QuantizeFloat32ToInt8;
typedef Quantize<float, uint8_t> QuantizeFloat32ToUint8;
typedef Quantize<int8_t, int8_t> QuantizeInt8ToInt8;
typedef Quantize<int8_t, uint8_t> QuantizeInt8ToUint8;
typedef Quantize<uint8_t, int8_t> QuantizeUint8ToInt8;

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
