// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// DEQUANTIZE: int8 or uint8 to float32 as scale * (q - zero_point), rounded once.
#pragma once

#include <kvant_micro/operator.h>

#include <string.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

struct DequantizeParams {
  DataReference input, output;
  uint32_t count;
  uint32_t scale_bits;  ///< float32 bits of the input's scale
  int16_t zero_point;
};

namespace dequantize_detail {
inline Status prepare(const NodeView& node, TensorType from, int32_t low, int32_t high, DequantizeParams& params) {
  TensorFacts input, output;
  Status status = node.input(0, input);
  if (status != Status::ok) return status;
  if ((status = node.output(0, output)) != Status::ok) return status;
  if (input.type != from || output.type != TensorType::float32) return Status::unsupported_types;
  if (input.elements != output.elements) return Status::invalid_model;
  int32_t zero_point = 0;
  if (input.scale_count != 1 || node.scale(input, 0).mantissa == 0 || !node.zero_point(input, low, high, zero_point)) {
    return Status::invalid_quantization;
  }
  params.input = node.input_data(0, input);
  params.output = node.output_data(0);
  params.count = input.elements;
  params.scale_bits = node.scale_bits(input);
  params.zero_point = static_cast<int16_t>(zero_point);
  return Status::ok;
}

template <class From>
void run(const Memory& memory, const DequantizeParams& params) {
  const From* const input = memory.read<From>(params.input);
  float* const output = memory.write<float>(params.output);
  float scale = 0.0f;
  memcpy(&scale, &params.scale_bits, sizeof scale);
  for (uint32_t i = 0; i < params.count; ++i) output[i] = scale * static_cast<float>(input[i] - params.zero_point);
}
}  // namespace dequantize_detail

struct DequantizeInt8ToFloat32 {
  typedef DequantizeParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return dequantize_detail::prepare(node, TensorType::int8, -128, 127, params);
  }
  static void run(const Memory& memory, const Params& params) { dequantize_detail::run<int8_t>(memory, params); }
};

struct DequantizeUint8ToFloat32 {
  typedef DequantizeParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return dequantize_detail::prepare(node, TensorType::uint8, 0, 255, params);
  }
  static void run(const Memory& memory, const Params& params) { dequantize_detail::run<uint8_t>(memory, params); }
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
