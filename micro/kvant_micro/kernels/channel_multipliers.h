// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A multiplier and a shift for each output channel: what set-up makes of the weights' scales, and what kernels read.
#pragma once

#include <kvant_micro/kernels/requantize.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Lists of as many numbers as there are channels.
struct ChannelMultipliers {
  const int32_t* multipliers;
  const int8_t* shifts;
};

/// Sum c of a layer as its int8 result. Layer has zero_point, low and high of the result, and as a constant fits: no
/// sum overflows when doubled, and all shifts are below 0.
template <class Layer>
KVANT_ALWAYS_INLINE int8_t requantize_channel(const Layer& layer, const ChannelMultipliers& channels, uint32_t c,
                                              uint32_t wrapped) {
  const int32_t sum = static_cast<int32_t>(wrapped);
  const int32_t multiplier = constant(channels.multipliers + c);
  const int8_t shift = constant(channels.shifts + c);
  int32_t result = Layer::fits ? requantize_quickly(2 * sum, multiplier, shift, layer.zero_point)
                               : requantize_int8(sum, multiplier, shift, layer.zero_point);
  if (layer.low > -128 && result < layer.low) result = layer.low;
  if (layer.high < 127 && result > layer.high) result = layer.high;
  return static_cast<int8_t>(result);
}

#ifndef KVANT_KERNELS_ONLY

/// Both lists in the arena, where they stay: int32[channels] and then int8[channels].
/// weights: one scale for all channels, or one for each along an axis.
inline DataReference fill_channel_multipliers(NodeView& node, const QuantizationFacts& weights, int32_t axis,
                                              uint32_t channels, Scale input, Scale output) {
  DataReference reference = no_data;
  const uint32_t scales = node.count(weights.scales);
  if (KVANT_UNTRUSTED(scales != 1 && (scales != channels || node.axis(weights) != axis))) {
    node.fail(Status::invalid_quantization);
    return reference;
  }
  uint8_t* const place = node.allocate(5 * channels, reference);
  if (place == nullptr) return reference;
  int32_t* const multipliers = static_cast<int32_t*>(static_cast<void*>(place));
  int8_t* const shifts = static_cast<int8_t*>(static_cast<void*>(multipliers + channels));
  for (uint32_t c = 0; c < channels; ++c) {
    const Scale scale = node.scale(weights, scales == 1 ? 0 : c);
    if (KVANT_UNTRUSTED(scale.mantissa == 0)) node.fail(Status::invalid_quantization);
    int32_t shift = 0;
    quantize_multiplier(real_divide(real_multiply(input, scale), output), multipliers[c], shift);
    shifts[c] = static_cast<int8_t>(shift);
  }
  return reference;
}

inline ChannelMultipliers channel_multipliers_at(const Memory& memory, DataReference reference, uint32_t channels) {
  const int32_t* const multipliers = memory.read<int32_t>(reference);
  const void* const shifts = multipliers + channels;
  const ChannelMultipliers lists = {multipliers, static_cast<const int8_t*>(shifts)};
  return lists;
}

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
