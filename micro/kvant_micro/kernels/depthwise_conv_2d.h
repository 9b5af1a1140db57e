// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// DEPTHWISE_CONV_2D: y[b, i, j, c * m + k] = activation(sum over the filter's cells of x[c] * w[c * m + k] + bias),
// zeros around x; m is the depth multiplier.
//
// int8: as CONV_2D.
#pragma once

#include <kvant_micro/core/float_product.h>
#include <kvant_micro/kernels/conv_window.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace depthwise_detail {

/// products(input, weights) for each cell of the filter.
template <class Layer, class T, class Products>
KVANT_ALWAYS_INLINE void for_each_cell(const Layer& layer, const FilterPart<T>& part, const T* input, const T* weights,
                                       Products& products) {
  for (uint32_t row = 0; row < part.rows; ++row) {
    const T* cell = input;
    const T* cell_weights = weights;
    for (uint32_t column = 0; column < part.columns; ++column) {
      products(cell, cell_weights);
      cell += layer.dilation_width * layer.channels;
      cell_weights += layer.output_channels;
    }
    input += layer.dilation_height * layer.width * layer.channels;
    weights += layer.filter_width * layer.output_channels;
  }
}

struct Int8Products {
  int32_t input_offset;
  uint32_t sum;
  KVANT_ALWAYS_INLINE void operator()(const int8_t* input, const int8_t* weights) {
    sum += static_cast<uint32_t>((*input + input_offset) * constant(weights));
  }
};

struct FourProducts {
  int32_t input_offset;
  simd::FourSums sums;
  KVANT_ALWAYS_INLINE void operator()(const int8_t* input, const int8_t* weights) {
    sums.add(input, weights, input_offset);
  }
};

struct FloatProducts {
  float sum;
  KVANT_ALWAYS_INLINE void operator()(const float* input, const float* weights) {
    sum += rounded_product(*input, constant(weights));
  }
};

template <class Layer>
struct Int8Filter {
  Layer layer;
  const int8_t* weights;
  const int32_t* bias;
  ChannelMultipliers multipliers;

  KVANT_ALWAYS_INLINE void operator()(const FilterPart<int8_t>& part, int8_t* output) const {
    const int8_t* filter = weights + part.filter * layer.output_channels;
    uint32_t o = 0;
    if (layer.output_channels == layer.channels) {
      for (; o + 4 <= layer.output_channels; o += 4) {
        FourProducts products = {
            layer.input_offset,
            {static_cast<uint32_t>(bias_of(bias, o)), static_cast<uint32_t>(bias_of(bias, o + 1)),
             static_cast<uint32_t>(bias_of(bias, o + 2)), static_cast<uint32_t>(bias_of(bias, o + 3))}};
        for_each_cell(layer, part, part.input + o, filter + o, products);
        const int8_t result_0 = requantize_channel(layer, multipliers, o, products.sums.sum_0);
        const int8_t result_1 = requantize_channel(layer, multipliers, o + 1, products.sums.sum_1);
        const int8_t result_2 = requantize_channel(layer, multipliers, o + 2, products.sums.sum_2);
        const int8_t result_3 = requantize_channel(layer, multipliers, o + 3, products.sums.sum_3);
        output[o] = result_0;
        output[o + 1] = result_1;
        output[o + 2] = result_2;
        output[o + 3] = result_3;
      }
    }
    const uint32_t multiplier = layer.output_channels / layer.channels;
    for (; o < layer.output_channels; ++o) {
      Int8Products products = {layer.input_offset, static_cast<uint32_t>(bias_of(bias, o))};
      for_each_cell(layer, part, part.input + o / multiplier, filter + o, products);
      output[o] = requantize_channel(layer, multipliers, o, products.sum);
    }
  }
};

template <class Layer>
struct FloatFilter {
  Layer layer;
  const float* weights;
  const float* bias;

  KVANT_ALWAYS_INLINE void operator()(const FilterPart<float>& part, float* output) const {
    const float* const filter = weights + part.filter * layer.output_channels;
    const uint32_t multiplier = layer.output_channels / layer.channels;
    for (uint32_t o = 0; o < layer.output_channels; ++o) {
      FloatProducts products = {0.0f};
      for_each_cell(layer, part, part.input + o / multiplier, filter + o, products);
      output[o] = clamp_float(products.sum + bias_of(bias, o), layer.activation);
    }
  }
};

}  // namespace depthwise_detail

/// Layer: ConvolutionParams, or its numbers as constants. bias: null for none.
template <class Layer>
inline void depthwise_conv_2d(const Layer& layer, const int8_t* input, const int8_t* weights, const int32_t* bias,
                              const ChannelMultipliers& multipliers, int8_t* output) {
  const Layer copy = layer;  // because a byte of the output could be anywhere, also in a record of the arena
  const depthwise_detail::Int8Filter<Layer> filter = {copy, weights, bias, multipliers};
  slide_filter(copy, filter, input, output);
}
template <class Layer>
inline void depthwise_conv_2d(const Layer& layer, const float* input, const float* weights, const float* bias,
                              float* output) {
  const depthwise_detail::FloatFilter<Layer> filter = {layer, weights, bias};
  slide_filter(layer, filter, input, output);
}

#ifndef KVANT_KERNELS_ONLY

namespace depthwise_detail {

inline Status prepare(NodeView& node, TensorType type, ConvolutionParams& params) {
  const convolution_detail::OptionFields fields = {4, 5, 6};
  const Status status = convolution_detail::prepare(node, type, 3, fields, params);
  if (status != Status::ok) return status;
  const uint32_t multiplier = params.output_channels / params.channels;
  const int32_t given = node.option_i32(3);  // 0: as the shapes say
  if (KVANT_UNTRUSTED(multiplier * params.channels != params.output_channels ||
                      (given != 0 && given != static_cast<int32_t>(multiplier)))) {
    node.fail(Status::invalid_model);
  }
  return node.status();
}

}  // namespace depthwise_detail

struct DepthwiseConv2DInt8 {
  typedef ConvolutionParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return depthwise_detail::prepare(node, TensorType::int8, params);
  }
  static void run(const Memory& memory, const Params& params) {
    depthwise_conv_2d(params, memory.read<int8_t>(params.input), memory.read<int8_t>(params.weights),
                      memory.read_optional<int32_t>(params.bias),
                      channel_multipliers_at(memory, params.multipliers, params.output_channels),
                      memory.write<int8_t>(params.output));
  }
};

struct DepthwiseConv2DFloat32 {
  typedef ConvolutionParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return depthwise_detail::prepare(node, TensorType::float32, params);
  }
  static void run(const Memory& memory, const Params& params) {
    depthwise_conv_2d(params, memory.read<float>(params.input), memory.read<float>(params.weights),
                      memory.read_optional<float>(params.bias), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
