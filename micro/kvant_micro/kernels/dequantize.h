// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// DEQUANTIZE: int8 or uint8 to float32 as scale * (q - zero_point), rounded once.
#pragma once

#include <kvant_micro/core/target.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Layer: DequantizeParams, or its numbers as constants.
template <class Layer, class From>
inline void dequantize(const Layer& layer, const From* input, float* output) {
  const uint32_t bits = layer.scale_bits;
  float scale;
  __builtin_memcpy(&scale, &bits, sizeof scale);
  for (uint32_t i = 0; i < layer.count; ++i) output[i] = scale * static_cast<float>(input[i] - layer.zero_point);
}

#ifndef KVANT_KERNELS_ONLY

struct DequantizeParams {
  DataReference input, output;
  uint32_t count;
  uint32_t scale_bits;  ///< float32 bits of the input's scale
  int16_t zero_point;
};

namespace dequantize_detail {
inline Status prepare(NodeView& node, TensorType from, int32_t low, int32_t high, DequantizeParams& params) {
  const Operand input = node.input(0), output = node.output(0);
  if (input.type != from || output.type != TensorType::float32) node.fail(Status::unsupported_types);
  if (KVANT_UNTRUSTED(input.elements() != output.elements())) node.fail(Status::invalid_model);
  if (node.status() != Status::ok) return node.status();
  const PerTensor quantization = node.per_tensor(input, low, high);
  params.input = input.data;
  params.output = output.data;
  params.count = input.elements();
  params.scale_bits = quantization.scale_bits;
  params.zero_point = static_cast<int16_t>(quantization.zero_point);
  return node.status();
}
}  // namespace dequantize_detail

struct DequantizeInt8ToFloat32 {
  typedef DequantizeParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return dequantize_detail::prepare(node, TensorType::int8, -128, 127, params);
  }
  static void run(const Memory& memory, const Params& params) {
    dequantize(params, memory.read<int8_t>(params.input), memory.write<float>(params.output));
  }
};

struct DequantizeUint8ToFloat32 {
  typedef DequantizeParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return dequantize_detail::prepare(node, TensorType::uint8, 0, 255, params);
  }
  static void run(const Memory& memory, const Params& params) {
    dequantize(params, memory.read<uint8_t>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
