// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// MUL: y = activation(a * b), one of them repeated where it is shorter.
//
// int8: (a - zero point) * (b - zero point), requantised with s_a * s_b / s_y.
#pragma once

#include <kvant_micro/kernels/broadcast.h>
#include <kvant_micro/kernels/fused_activation.h>
#include <kvant_micro/kernels/requantize.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace mul_detail {

template <class Layer>
struct ProductInt8 {
  const Layer& layer;
  KVANT_ALWAYS_INLINE int8_t operator()(int32_t first, int32_t second) const {
    const int32_t product = (first - layer.first_zero_point) * (second - layer.second_zero_point);
    const int32_t result = requantize_int8(product, layer.multiplier, layer.shift, layer.zero_point);
    return static_cast<int8_t>(clamp(result, layer.low, layer.high));
  }
};
template <class Layer>
struct ProductFloat32 {
  const Layer& layer;
  KVANT_ALWAYS_INLINE float operator()(float first, float second) const {
    return clamp_float(first * second, layer.activation);
  }
};

}  // namespace mul_detail

/// Layer: MulParams, or its numbers as constants. First, Second: pointers, or Constants.
template <class Layer, class First, class Second>
inline void mul(const Layer& layer, First first, Second second, int8_t* output) {
  const mul_detail::ProductInt8<Layer> product = {layer};
  broadcast(layer, first, second, output, product);
}
template <class Layer, class First, class Second>
inline void mul(const Layer& layer, First first, Second second, float* output) {
  const mul_detail::ProductFloat32<Layer> product = {layer};
  broadcast(layer, first, second, output, product);
}

#ifndef KVANT_KERNELS_ONLY

struct MulParams : BroadcastParams {
  int32_t multiplier;
  int16_t first_zero_point, second_zero_point, zero_point;
  int8_t shift;
  int8_t low, high;  ///< of int8 results
};

struct MulInt8 {
  typedef MulParams Params;
  static Status prepare(NodeView& node, Params& params) {
    const BroadcastOperands operands = read_broadcast_operands(node, TensorType::int8, params);
    if (node.status() != Status::ok) return node.status();
    const PerTensor first = node.per_tensor(operands.first, -128, 127);
    const PerTensor second = node.per_tensor(operands.second, -128, 127);
    const PerTensor output = node.per_tensor(operands.output, -128, 127);
    if (KVANT_UNTRUSTED(node.status() != Status::ok)) return node.status();
    int32_t shift = 0;
    quantize_multiplier(real_divide(real_multiply(first.scale, second.scale), output.scale), params.multiplier, shift);
    params.shift = static_cast<int8_t>(shift);
    params.first_zero_point = static_cast<int16_t>(first.zero_point);
    params.second_zero_point = static_cast<int16_t>(second.zero_point);
    params.zero_point = static_cast<int16_t>(output.zero_point);
    const ClampInt8 range = infer_clamp_int8(params.activation, output.scale, output.zero_point);
    params.low = range.low;
    params.high = range.high;
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    mul(params, memory.read<int8_t>(params.first), memory.read<int8_t>(params.second),
        memory.write<int8_t>(params.output));
  }
};

struct MulFloat32 {
  typedef MulParams Params;
  static Status prepare(NodeView& node, Params& params) {
    read_broadcast_operands(node, TensorType::float32, params);
    params.multiplier = 0;
    params.first_zero_point = params.second_zero_point = params.zero_point = 0;
    params.shift = params.low = params.high = 0;
    return node.status();
  }
  static void run(const Memory& memory, const Params& params) {
    mul(params, memory.read<float>(params.first), memory.read<float>(params.second),
        memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
