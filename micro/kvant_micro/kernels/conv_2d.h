// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CONV_2D: y[b, i, j, o] = activation(sum over the filter's cells and channels of x * w[o] + bias[o]), zeros around x.
//
// int8: sum of (x - zero_point_x) * w in int32, plus the int32 bias, requantised with two roundings by the channel's
// multiplier, plus zero_point_y, clamped. Channels in groups: each group of outputs reads filter_channels inputs.
#pragma once

#include <kvant_micro/core/float_product.h>
#include <kvant_micro/kernels/conv_patch.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace conv_2d_detail {

/// Of two outputs at once.
struct Int8Products {
  uint32_t weights_apart;  ///< from the first output's to the other's
  int32_t input_offset;
  uint32_t sum, other_sum;

  KVANT_ALWAYS_INLINE void operator()(const int8_t* input, const int8_t* weights, uint32_t count) {
    const int8_t* other_weights = weights + weights_apart;
    simd::Dot2(input, count, input_offset)(weights, other_weights, sum, other_sum);
  }
};

template <class Layer>
struct Int8Filter {
  Layer layer;
  const int8_t* weights;
  const int32_t* bias;
  ChannelMultipliers multipliers;

  KVANT_ALWAYS_INLINE void operator()(const FilterPart<int8_t>& part, int8_t* output) const {
    const uint32_t filter_size = layer.filter_height * layer.filter_width * layer.filter_channels;
    const uint32_t group_outputs = layer.output_channels / (layer.channels / layer.filter_channels);
    const int8_t* filter = weights + part.filter * layer.filter_channels;
    const int8_t* input = part.input;
    for (uint32_t first = 0; first < layer.output_channels; first += group_outputs) {
      const uint32_t end = first + group_outputs;
      for (uint32_t o = first; o < end; o += 2) {  // the last one, when it has no other, with itself
        const uint32_t other = o + 1 < end ? o + 1 : o;
        const uint32_t apart = (other - o) * filter_size;
        Int8Products products = {apart, layer.input_offset, static_cast<uint32_t>(bias_of(bias, o)),
                                 static_cast<uint32_t>(bias_of(bias, other))};
        for_each_stretch(layer, part, input, filter, products);
        output[other] = requantize_channel(layer, multipliers, other, products.other_sum);
        output[o] = requantize_channel(layer, multipliers, o, products.sum);
        filter += apart + filter_size;
      }
      input += layer.filter_channels;
    }
  }
};

struct FloatProducts {
  float sum;

  KVANT_ALWAYS_INLINE void operator()(const float* input, const float* weights, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) sum += rounded_product(input[i], constant(weights + i));
  }
};

template <class Layer>
struct FloatFilter {
  Layer layer;
  const float* weights;
  const float* bias;

  KVANT_ALWAYS_INLINE void operator()(const FilterPart<float>& part, float* output) const {
    const uint32_t filter_size = layer.filter_height * layer.filter_width * layer.filter_channels;
    const uint32_t group_outputs = layer.output_channels / (layer.channels / layer.filter_channels);
    const float* filter = weights + part.filter * layer.filter_channels;
    for (uint32_t o = 0; o < layer.output_channels; ++o) {
      FloatProducts products = {0.0f};
      for_each_stretch(layer, part, part.input + o / group_outputs * layer.filter_channels, filter, products);
      output[o] = clamp_float(products.sum + bias_of(bias, o), layer.activation);
      filter += filter_size;
    }
  }
};

}  // namespace conv_2d_detail

/// Layer: ConvolutionParams, or its numbers as constants. bias: null for none.
template <class Layer>
inline void conv_2d(const Layer& layer, const int8_t* input, const int8_t* weights, const int32_t* bias,
                    const ChannelMultipliers& multipliers, int8_t* output) {
  const Layer copy = layer;  // because a byte of the output could be anywhere, also in a record of the arena
  if (layer.filter_height * layer.filter_width * layer.filter_channels <= largest_patch) {
    Patch<Layer> patch;
    PatchFilter<Layer> filter(copy, weights, bias, multipliers, output, patch);
    slide_filter(copy, filter, input, output);
  } else {
    conv_2d_detail::Int8Filter<Layer> filter = {copy, weights, bias, multipliers};
    slide_filter(copy, filter, input, output);
  }
}
template <class Layer>
inline void conv_2d(const Layer& layer, const float* input, const float* weights, const float* bias, float* output) {
  const conv_2d_detail::FloatFilter<Layer> filter = {layer, weights, bias};
  slide_filter(layer, filter, input, output);
}

#ifndef KVANT_KERNELS_ONLY

namespace conv_2d_detail {

inline Status prepare(NodeView& node, TensorType type, ConvolutionParams& params) {
  const convolution_detail::OptionFields fields = {3, 4, 5};
  const Status status = convolution_detail::prepare(node, type, 0, fields, params);
  if (status != Status::ok) return status;
  const uint32_t groups = params.channels / params.filter_channels;
  if (KVANT_UNTRUSTED(groups == 0 || groups * params.filter_channels != params.channels ||
                      params.output_channels % groups != 0)) {
    node.fail(Status::invalid_model);
  }
  return node.status();
}

}  // namespace conv_2d_detail

struct Conv2DInt8 {
  typedef ConvolutionParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return conv_2d_detail::prepare(node, TensorType::int8, params);
  }
  static void run(const Memory& memory, const Params& params) {
    conv_2d(params, memory.read<int8_t>(params.input), memory.read<int8_t>(params.weights),
            memory.read_optional<int32_t>(params.bias),
            channel_multipliers_at(memory, params.multipliers, params.output_channels),
            memory.write<int8_t>(params.output));
  }
};

struct Conv2DFloat32 {
  typedef ConvolutionParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return conv_2d_detail::prepare(node, TensorType::float32, params);
  }
  static void run(const Memory& memory, const Params& params) {
    conv_2d(params, memory.read<float>(params.input), memory.read<float>(params.weights),
            memory.read_optional<float>(params.bias), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
