// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// FULLY_CONNECTED: y[b, o] = activation(sum over i of x[b, i] * w[o, i] + bias[o]).
//
// int8: sum over i of (x - zero_point_x) * w in int32, plus the int32 bias, requantised with two roundings, plus
// zero_point_y, clamped. One multiplier for the tensor, or one for each output (per-channel weights).
#pragma once

#include <kvant_micro/core/float_product.h>
#include <kvant_micro/kernels/fused_activation.h>
#include <kvant_micro/kernels/requantize.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace fully_connected_detail {

/// One multiplier that the compiler knows, or the lists of a layer.
template <class Layer, bool per_channel>
struct LayerRequantize {
  KVANT_ALWAYS_INLINE static int32_t run(uint32_t, int32_t sum) {
    return Requantize<Layer::multiplier, Layer::shift, Layer::zero_point, Layer::fits>::run(sum);
  }
};
template <class Layer>
struct LayerRequantize<Layer, true> {
  KVANT_ALWAYS_INLINE static int32_t run(uint32_t o, int32_t sum) {
    return requantize_int8(sum, constant(Layer::multipliers() + o), constant(Layer::shifts() + o), Layer::zero_point);
  }
};

/// Sum o of a layer as its int8 result.
template <class Layer>
KVANT_ALWAYS_INLINE int8_t result_of(uint32_t o, uint32_t sum) {
  int32_t result = LayerRequantize<Layer, Layer::per_channel>::run(o, static_cast<int32_t>(sum));
  if (Layer::low > -128 && result < Layer::low) result = Layer::low;
  if (Layer::high < 127 && result > Layer::high) result = Layer::high;
  return static_cast<int8_t>(result);
}

/// All outputs for one input: of few numbers, which stay in registers, or of more, two rows at a time.
template <class Layer, bool is_short>
struct LayerRows {
  KVANT_ALWAYS_INLINE static void run(const int8_t* input, const int8_t* row, const int32_t* biases, int8_t* output) {
    const simd::ShortDot<Layer::inputs> dot(input);
    for (uint32_t o = 0; o < Layer::outputs; ++o) {
      *output++ = result_of<Layer>(o, dot(row, static_cast<uint32_t>(constant(biases + o))));
      row += Layer::inputs;
    }
  }
};
template <class Layer>
struct LayerRows<Layer, false> {
  KVANT_ALWAYS_INLINE static void run(const int8_t* input, const int8_t* row, const int32_t* biases, int8_t* output) {
    const simd::Dot2 dot(input, Layer::inputs, 0);
    for (uint32_t o = 0; o < Layer::outputs; o += 2) {  // the last one, when it has no other, with itself
      const uint32_t other = o + 1 < Layer::outputs ? o + 1 : o;
      const int8_t* next_row = row + (other - o) * Layer::inputs;
      uint32_t sum = static_cast<uint32_t>(constant(biases + o));
      uint32_t other_sum = static_cast<uint32_t>(constant(biases + other));
      dot(row, next_row, sum, other_sum);
      row = next_row;
      output[other] = result_of<Layer>(other, other_sum);
      output[o] = result_of<Layer>(o, sum);
    }
  }
};

}  // namespace fully_connected_detail

/// For generated code. Layer has the constants batches, inputs, outputs, zero_point, low and high (of the result),
/// per_channel and multiplier, shift, fits, or else multipliers() and shifts(). weights and biases are KVANT_CONSTANTs;
/// each bias has minus the input's zero point times the sum of the row's weights in it.
template <class Layer>
KVANT_ALWAYS_INLINE void fully_connected(const int8_t* input, const int8_t* weights, const int32_t* biases,
                                         int8_t* output) {
  for (uint32_t b = 0; b < Layer::batches; ++b) {
    fully_connected_detail::LayerRows<Layer, (Layer::inputs <= simd::short_dot)>::run(input, weights, biases, output);
    input += Layer::inputs;
    output += Layer::outputs;
  }
}

/// bias: null for none. Layer has batches, inputs, outputs and activation: FullyConnectedParams, or constants.
template <class Layer>
inline void fully_connected(const Layer& layer, const float* input, const float* weights, const float* bias,
                            float* output) {
  for (uint32_t b = 0; b < layer.batches; ++b) {
    const float* row = weights;
    for (uint32_t o = 0; o < layer.outputs; ++o) {
      float sum = 0.0f;
      for (uint32_t i = 0; i < layer.inputs; ++i) sum += rounded_product(input[i], constant(row++));
      if (bias != nullptr) sum += constant(bias + o);
      *output++ = clamp_float(sum, layer.activation);
    }
    input += layer.inputs;
  }
}

#ifndef KVANT_KERNELS_ONLY

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
  Operand input, weights, bias, output;
};

/// Reads the operands and checks what both types share; fills sizes and references.
inline Operands read_operands(NodeView& node, TensorType type, TensorType bias_type, FullyConnectedParams& params) {
  const Operands operands = {node.input(0), node.input(1), node.optional_input(2), node.output(0)};
  const Operand &input = operands.input, &weights = operands.weights;
  const Operand &bias = operands.bias, &output = operands.output;
  if (input.type != type || weights.type != type || output.type != type) node.fail(Status::unsupported_types);
  if (bias.present() && bias.type != bias_type) node.fail(Status::unsupported_types);
  if (KVANT_UNTRUSTED(node.status() != Status::ok)) return operands;
  const VectorView shape = node.shape(operands.weights);
  if (KVANT_UNTRUSTED(node.count(shape) != 2 || !operands.weights.is_constant() || weights.bytes == 0)) {
    node.fail(Status::invalid_model);
    return operands;
  }
  params.outputs = node.u32(shape, 0);
  params.inputs = node.u32(shape, 1);
  params.batches = input.elements() / params.inputs;
  if (KVANT_UNTRUSTED(params.batches * params.inputs != input.elements() ||
                      static_cast<uint64_t>(params.batches) * params.outputs != output.elements() ||
                      (bias.present() && (!bias.is_constant() || bias.bytes != 4 * params.outputs)))) {
    node.fail(Status::invalid_model);
  }
  node.check_alignment(operands.bias, 4);
  const uint8_t activation = node.option_u8(0);
  const uint8_t shuffled_weights = node.option_u8(1);
  if (KVANT_UNTRUSTED(activation > 3 || shuffled_weights != 0)) node.fail(Status::unsupported_operator);
  params.activation = static_cast<Activation>(activation);
  params.input = operands.input.data;
  params.weights = operands.weights.data;
  params.bias = operands.bias.data;
  params.output = operands.output.data;
  params.multipliers = no_data;
  return operands;
}

/// One multiplier for each output.
inline void fill_multipliers(NodeView& node, const QuantizationFacts& weights, Scale input, Scale output,
                             FullyConnectedParams& params) {
  if (KVANT_UNTRUSTED(node.count(weights.scales) != params.outputs || node.axis(weights) != 0)) {
    return node.fail(Status::invalid_quantization);
  }
  uint8_t* const place = node.allocate(5 * params.outputs, params.multipliers);
  if (place == nullptr) return;
  int32_t* const multipliers = static_cast<int32_t*>(static_cast<void*>(place));
  int8_t* const shifts = static_cast<int8_t*>(static_cast<void*>(multipliers + params.outputs));
  for (uint32_t o = 0; o < params.outputs; ++o) {
    const Scale scale = node.scale(weights, o);
    if (KVANT_UNTRUSTED(scale.mantissa == 0)) node.fail(Status::invalid_quantization);
    int32_t shift = 0;
    quantize_multiplier(real_divide(real_multiply(input, scale), output), multipliers[o], shift);
    shifts[o] = static_cast<int8_t>(shift);
  }
}

}  // namespace fully_connected_detail

namespace fully_connected_detail {

struct Int8Facts {
  Scale input, output;
  QuantizationFacts weights;
};

/// All but the multipliers. A layer with the other number of scales is for another kernel.
inline Int8Facts prepare_int8(NodeView& node, bool per_channel, FullyConnectedParams& params) {
  Int8Facts facts;
  const Operands operands = read_operands(node, TensorType::int8, TensorType::int32, params);
  if (node.status() != Status::ok) return facts;
  const PerTensor input = node.per_tensor(operands.input, -128, 127);
  facts.weights = node.quantization(operands.weights);
  const PerTensor output = node.per_tensor(operands.output, -128, 127);
  const uint32_t scales = node.count(facts.weights.scales);
  if ((scales > 1) != per_channel) node.fail(Status::unsupported_types);
  if (KVANT_UNTRUSTED(scales == 0 || !node.zero_points_are_zero(facts.weights))) {
    node.fail(Status::invalid_quantization);
  }
  if (KVANT_UNTRUSTED(node.status() != Status::ok)) return facts;
  facts.input = input.scale;
  facts.output = output.scale;
  const ClampInt8 range = infer_clamp_int8(params.activation, output.scale, output.zero_point);
  params.input_offset = static_cast<int16_t>(-input.zero_point);
  params.output_offset = static_cast<int16_t>(output.zero_point);
  params.clamp_low = range.low;
  params.clamp_high = range.high;
  params.multiplier = 0;
  params.shift = 0;
  return facts;
}

}  // namespace fully_connected_detail

/// One scale for all weights.
inline Status prepare_fully_connected_int8(NodeView& node, FullyConnectedParams& params) {
  const fully_connected_detail::Int8Facts facts = fully_connected_detail::prepare_int8(node, false, params);
  if (node.status() != Status::ok) return node.status();
  const Scale scale = node.scale(facts.weights, 0);
  if (KVANT_UNTRUSTED(scale.mantissa == 0)) node.fail(Status::invalid_quantization);
  int32_t shift = 0;
  quantize_multiplier(real_divide(real_multiply(facts.input, scale), facts.output), params.multiplier, shift);
  params.shift = static_cast<int8_t>(shift);
  return node.status();
}

/// A scale for each output.
inline Status prepare_fully_connected_int8_per_channel(NodeView& node, FullyConnectedParams& params) {
  const fully_connected_detail::Int8Facts facts = fully_connected_detail::prepare_int8(node, true, params);
  if (node.status() != Status::ok) return node.status();
  fully_connected_detail::fill_multipliers(node, facts.weights, facts.input, facts.output, params);
  return node.status();
}

inline Status prepare_fully_connected_float32(NodeView& node, FullyConnectedParams& params) {
  const fully_connected_detail::Operands operands =
      fully_connected_detail::read_operands(node, TensorType::float32, TensorType::float32, params);
  params.multiplier = 0;
  params.input_offset = params.output_offset = 0;
  params.shift = params.clamp_low = params.clamp_high = 0;
  node.check_alignment(operands.weights, 4);
  return node.status();
}

namespace fully_connected_detail {

/// The multiplier of one output after another: always the same, or from a list.
struct OneMultiplier {
  int32_t value, power;
  KVANT_ALWAYS_INLINE int32_t multiplier() const { return value; }
  KVANT_ALWAYS_INLINE int32_t shift() const { return power; }
  KVANT_ALWAYS_INLINE bool all_shift_right() const { return power < 0; }
  KVANT_ALWAYS_INLINE bool shifts_right() const { return true; }
  KVANT_ALWAYS_INLINE void next() {}
};
struct MultiplierList {
  const int32_t* values;
  const int8_t* powers;
  KVANT_ALWAYS_INLINE int32_t multiplier() const { return *values; }
  KVANT_ALWAYS_INLINE int32_t shift() const { return *powers; }
  KVANT_ALWAYS_INLINE bool all_shift_right() const { return true; }
  KVANT_ALWAYS_INLINE bool shifts_right() const { return *powers < 0; }
  KVANT_ALWAYS_INLINE void next() {
    ++values;
    ++powers;
  }
};

/// From sums to results. Nearly all layers shift right and clamp to no less than int8, and go the quick way.
template <class Multipliers>
struct Finish {
  Multipliers multipliers;
  int32_t zero_point, low, high;
  bool quick;

  KVANT_ALWAYS_INLINE Finish(const FullyConnectedParams& params, const Multipliers& given)
      : multipliers(given),
        zero_point(params.output_offset),
        low(params.clamp_low),
        high(params.clamp_high),
        quick(low == -128 && high == 127 && given.all_shift_right()) {}

  KVANT_ALWAYS_INLINE int8_t operator()(uint32_t wrapped) {
    const int32_t sum = static_cast<int32_t>(wrapped), twice = doubled(sum);
    int32_t result;
    if (KVANT_LIKELY(quick && multipliers.shifts_right() && (twice >> 1) == sum)) {
      result = requantize_quickly(twice, multipliers.multiplier(), multipliers.shift(), zero_point);
    } else {
      result = requantize_exactly(sum, multipliers.multiplier(), multipliers.shift(), zero_point);
      result = clamp(result, low, high);
    }
    multipliers.next();
    return static_cast<int8_t>(result);
  }
};

template <class Multipliers>
void run_rows(const FullyConnectedParams& params, const int8_t* input, const int8_t* row, const int32_t* bias,
              Multipliers multipliers, int8_t* output) {
  // In variables, because a byte of the output could be anywhere, also in params.
  const simd::Dot2 dot(input, params.inputs, params.input_offset);
  Finish<Multipliers> finish(params, multipliers);
  const uint32_t inputs = params.inputs;
  int8_t* const last = output + params.outputs - 1;
  for (;;) {  // two rows at once; the last one, when it has no other, with itself
    const int8_t* next_row = row;
    uint32_t sum = 0, other_sum = 0;
    if (output < last) next_row += inputs;
    if (bias != nullptr) {
      sum = static_cast<uint32_t>(*bias++);
      if (output < last) other_sum = static_cast<uint32_t>(*bias++);
    }
    dot(row, next_row, sum, other_sum);
    row = next_row;
    *output = finish(sum);
    if (output == last) return;
    *++output = finish(other_sum);
    if (output == last) return;
    ++output;
  }
}

}  // namespace fully_connected_detail

/// bias: null for none.
inline void fully_connected(const FullyConnectedParams& params, const int8_t* input, const int8_t* weights,
                            const int32_t* bias, int8_t* output) {
  for (uint32_t b = 0; b < params.batches; ++b) {
    const fully_connected_detail::OneMultiplier one = {params.multiplier, params.shift};
    fully_connected_detail::run_rows(params, input, weights, bias, one, output);
    input += params.inputs;
    output += params.outputs;
  }
}

/// multipliers: as params.multipliers has them.
inline void fully_connected_per_channel(const FullyConnectedParams& params, const int8_t* input, const int8_t* weights,
                                        const int32_t* bias, const int32_t* multipliers, int8_t* output) {
  const void* const shifts = multipliers + params.outputs;
  for (uint32_t b = 0; b < params.batches; ++b) {
    const fully_connected_detail::MultiplierList list = {multipliers, static_cast<const int8_t*>(shifts)};
    fully_connected_detail::run_rows(params, input, weights, bias, list, output);
    input += params.inputs;
    output += params.outputs;
  }
}

struct FullyConnectedInt8 {
  typedef FullyConnectedParams Params;
  static Status prepare(NodeView& node, Params& params) { return prepare_fully_connected_int8(node, params); }
  static void run(const Memory& memory, const Params& params) {
    fully_connected(params, memory.read<int8_t>(params.input), memory.read<int8_t>(params.weights),
                    memory.read_optional<int32_t>(params.bias), memory.write<int8_t>(params.output));
  }
};

struct FullyConnectedInt8PerChannel {
  typedef FullyConnectedParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return prepare_fully_connected_int8_per_channel(node, params);
  }
  static void run(const Memory& memory, const Params& params) {
    fully_connected_per_channel(params, memory.read<int8_t>(params.input), memory.read<int8_t>(params.weights),
                                memory.read_optional<int32_t>(params.bias), memory.read<int32_t>(params.multipliers),
                                memory.write<int8_t>(params.output));
  }
};

struct FullyConnectedFloat32 {
  typedef FullyConnectedParams Params;
  static Status prepare(NodeView& node, Params& params) { return prepare_fully_connected_float32(node, params); }
  static void run(const Memory& memory, const Params& params) {
    fully_connected(params, memory.read<float>(params.input), memory.read<float>(params.weights),
                    memory.read_optional<float>(params.bias), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
