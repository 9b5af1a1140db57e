// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// FULLY_CONNECTED: y[b, o] = activation(sum over i of x[b, i] * w[o, i] + bias[o]).
//
// int8: sum over i of (x - zero_point_x) * w in int32, plus the int32 bias, requantised with two roundings, plus
// zero_point_y, clamped. One multiplier for the tensor, or one for each output (per-channel weights).
#pragma once

#include <kvant_micro/kernels/fused_activation.h>
#include <kvant_micro/operator.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

struct FullyConnectedParams {
  DataReference input, weights, bias, output;
  DataReference multipliers;  ///< int32[outputs] and then int8[outputs] shifts; no_data: the one below for all
  uint32_t batches, inputs, outputs;
  int32_t multiplier;
  int16_t input_offset;  ///< minus the input's zero point
  int16_t output_offset;
  int8_t shift;
  int8_t clamp_low, clamp_high;
  Activation activation;  ///< for float32
};
static_assert(sizeof(FullyConnectedParams) == 44, "the chip keeps one of these for each layer");

namespace fully_connected_detail {

struct Operands {
  TensorFacts input, weights, bias, output;
  bool has_bias;
};

/// Reads the operands and checks what both types share; fills sizes and references.
inline Status read_operands(const NodeView& node, TensorType type, TensorType bias_type, Operands& operands,
                            FullyConnectedParams& params) {
  Status status = node.input(0, operands.input);
  if (status != Status::ok) return status;
  if ((status = node.input(1, operands.weights)) != Status::ok) return status;
  if ((status = node.input(2, operands.bias, operands.has_bias)) != Status::ok) return status;
  if ((status = node.output(0, operands.output)) != Status::ok) return status;
  if (operands.input.type != type || operands.weights.type != type || operands.output.type != type) {
    return Status::unsupported_types;
  }
  if (operands.has_bias && operands.bias.type != bias_type) return Status::unsupported_types;
  const TensorFacts& weights = operands.weights;
  if (weights.rank != 2 || weights.constant == 0 || weights.dims[0] == 0 || weights.dims[1] == 0) {
    return Status::invalid_model;
  }
  params.inputs = weights.dims[1];
  params.outputs = weights.dims[0];
  params.batches = operands.input.elements / params.inputs;
  if (params.batches * params.inputs != operands.input.elements ||
      static_cast<uint64_t>(params.batches) * params.outputs != operands.output.elements) {
    return Status::invalid_model;
  }
  if (operands.has_bias && (operands.bias.constant == 0 || operands.bias.elements != params.outputs)) {
    return Status::invalid_model;
  }
  if (operands.has_bias && !node.aligned(operands.bias, 4)) return Status::misaligned_model;
  const uint8_t activation = node.options().u8(0, 0);
  if (activation > 3) return Status::unsupported_operator;
  if (node.options().u8(1, 0) != 0) return Status::unsupported_operator;  // shuffled weights
  params.activation = static_cast<Activation>(activation);
  params.input = node.input_data(0, operands.input);
  params.weights = node.input_data(1, operands.weights);
  params.bias = operands.has_bias ? node.input_data(2, operands.bias) : static_cast<DataReference>(no_data);
  params.output = node.output_data(0);
  params.multipliers = no_data;
  return Status::ok;
}

inline Status fill_multipliers(NodeView& node, const Operands& operands, FullyConnectedParams& params) {
  const Real input_scale = node.scale(operands.input, 0);
  const Real output_scale = node.scale(operands.output, 0);
  int32_t shift = 0;
  if (operands.weights.scale_count == 1) {
    // The reference multiplies these two as float32 before it goes on in double.
    const Real product = real_to_float(real_multiply(input_scale, node.scale(operands.weights, 0)));
    quantize_multiplier(real_divide(product, output_scale), params.multiplier, shift);
    params.shift = static_cast<int8_t>(shift);
    return Status::ok;
  }
  if (operands.weights.scale_count != params.outputs || operands.weights.quantized_dimension != 0) {
    return Status::invalid_quantization;
  }
  uint8_t* const place = node.allocate(5 * params.outputs, params.multipliers);
  if (place == nullptr) return Status::arena_too_small;
  int32_t* const multipliers = static_cast<int32_t*>(static_cast<void*>(place));
  int8_t* const shifts = static_cast<int8_t*>(static_cast<void*>(multipliers + params.outputs));
  for (uint32_t o = 0; o < params.outputs; ++o) {
    const Real scale = node.scale(operands.weights, o);
    if (scale.mantissa == 0) return Status::invalid_quantization;
    quantize_multiplier(real_divide(real_multiply(input_scale, scale), output_scale), multipliers[o], shift);
    shifts[o] = static_cast<int8_t>(shift);
  }
  return Status::ok;
}

}  // namespace fully_connected_detail

inline Status prepare_fully_connected_int8(NodeView& node, FullyConnectedParams& params) {
  fully_connected_detail::Operands operands;
  Status status = fully_connected_detail::read_operands(node, TensorType::int8, TensorType::int32, operands, params);
  if (status != Status::ok) return status;
  int32_t input_zero_point = 0, output_zero_point = 0;
  const Real output_scale = node.scale(operands.output, 0);
  if (node.scale(operands.input, 0).mantissa == 0 || output_scale.mantissa == 0 ||
      node.scale(operands.weights, 0).mantissa == 0 || operands.input.scale_count != 1 ||
      operands.output.scale_count != 1 || !node.zero_points_are_zero(operands.weights) ||
      !node.zero_point(operands.input, -128, 127, input_zero_point) ||
      !node.zero_point(operands.output, -128, 127, output_zero_point)) {
    return Status::invalid_quantization;
  }
  params.input_offset = static_cast<int16_t>(-input_zero_point);
  params.output_offset = static_cast<int16_t>(output_zero_point);
  const ClampInt8 range = infer_clamp_int8(params.activation, output_scale, output_zero_point);
  params.clamp_low = range.low;
  params.clamp_high = range.high;
  params.multiplier = 0;
  params.shift = 0;
  return fully_connected_detail::fill_multipliers(node, operands, params);
}

inline Status prepare_fully_connected_float32(NodeView& node, FullyConnectedParams& params) {
  fully_connected_detail::Operands operands;
  const Status status =
      fully_connected_detail::read_operands(node, TensorType::float32, TensorType::float32, operands, params);
  if (status != Status::ok) return status;
  params.multiplier = 0;
  params.input_offset = params.output_offset = 0;
  params.shift = params.clamp_low = params.clamp_high = 0;
  return node.aligned(operands.weights, 4) ? Status::ok : Status::misaligned_model;
}

/// multipliers and shifts: null for one multiplier in params. bias: null for none.
inline void fully_connected(const FullyConnectedParams& params, const int8_t* input, const int8_t* weights,
                            const int32_t* bias, const int32_t* multipliers, int8_t* output) {
  const int8_t* const shifts = multipliers == nullptr
                                   ? nullptr
                                   : static_cast<const int8_t*>(static_cast<const void*>(multipliers + params.outputs));
  for (uint32_t b = 0; b < params.batches; ++b) {
    const int8_t* row = weights;
    for (uint32_t o = 0; o < params.outputs; ++o) {
      // Unsigned, because a hostile bias may wrap, as it does on every chip.
      uint32_t sum = bias == nullptr ? 0u : static_cast<uint32_t>(bias[o]);
      for (uint32_t i = 0; i < params.inputs; ++i) {
        sum += static_cast<uint32_t>((input[i] + params.input_offset) * row[i]);
      }
      const int32_t scaled = multiply_by_quantized_multiplier(
          static_cast<int32_t>(sum), multipliers == nullptr ? params.multiplier : multipliers[o],
          multipliers == nullptr ? params.shift : shifts[o]);
      // The clamp before the offset keeps the sum in range; it changes no result.
      const int32_t shifted = clamp(scaled, -512, 512) + params.output_offset;
      *output++ = static_cast<int8_t>(clamp(shifted, params.clamp_low, params.clamp_high));
      row += params.inputs;
    }
    input += params.inputs;
  }
}

inline void fully_connected(const FullyConnectedParams& params, const float* input, const float* weights,
                            const float* bias, float* output) {
  for (uint32_t b = 0; b < params.batches; ++b) {
    const float* row = weights;
    for (uint32_t o = 0; o < params.outputs; ++o) {
      float sum = 0.0f;
      for (uint32_t i = 0; i < params.inputs; ++i) sum += input[i] * row[i];
      if (bias != nullptr) sum += bias[o];
      *output++ = clamp_float(sum, params.activation);
      row += params.inputs;
    }
    input += params.inputs;
  }
}

struct FullyConnectedInt8 {
  typedef FullyConnectedParams Params;
  static Status prepare(NodeView& node, Params& params) { return prepare_fully_connected_int8(node, params); }
  static void run(const Memory& memory, const Params& params) {
    fully_connected(params, memory.read<int8_t>(params.input), memory.read<int8_t>(params.weights),
                    memory.read<int32_t>(params.bias), memory.read<int32_t>(params.multipliers),
                    memory.write<int8_t>(params.output));
  }
};

struct FullyConnectedFloat32 {
  typedef FullyConnectedParams Params;
  static Status prepare(NodeView& node, Params& params) { return prepare_fully_connected_float32(node, params); }
  static void run(const Memory& memory, const Params& params) {
    fully_connected(params, memory.read<float>(params.input), memory.read<float>(params.weights),
                    memory.read<float>(params.bias), memory.write<float>(params.output));
  }
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
