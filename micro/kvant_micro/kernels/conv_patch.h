// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CONV_2D of small filters in int8: what the filter sees at two places is brought together once, spread to 16 bits, and
// multiplied with two outputs' weights at a time: each number that is loaded counts twice.
#pragma once

#include <kvant_micro/kernels/conv_window.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Numbers of the largest filter that is done so: 6 bytes of stack each.
enum : uint32_t { largest_patch = 256 };

/// How many numbers a layer's Patch has room for.
template <class Layer>
struct PatchSize {
  static constexpr uint32_t needed = Layer::filter_height * Layer::filter_width * Layer::filter_channels;
  static constexpr uint32_t value = needed <= largest_patch ? needed : 1;
};
#ifndef KVANT_KERNELS_ONLY
template <>
struct PatchSize<ConvolutionParams> {
  static constexpr uint32_t value = largest_patch;
};
#endif  // KVANT_KERNELS_ONLY

namespace conv_patch_detail {

struct Copy {
  KVANT_ALWAYS_INLINE void operator()(const int8_t* from, int8_t* to, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) to[i] = from[i];
  }
};

}  // namespace conv_patch_detail

/// What the filter sees at two places, as SumsOfTwo reads it, and before that as copies in the filter's order.
template <class Layer>
struct Patch {
  simd::PatchNumber numbers[simd::patch_numbers * PatchSize<Layer>::value];
  int8_t copies[2 * PatchSize<Layer>::value];
};

template <class Layer>
class PatchFilter {
 public:
  /// output: the layer's, whose places it is then called for in order. patch: of its own, so that compilers keep the
  /// rest of this in registers.
  KVANT_ALWAYS_INLINE PatchFilter(const Layer& layer, const int8_t* weights, const int32_t* bias,
                                  const ChannelMultipliers& multipliers, int8_t* output, Patch<Layer>& patch)
      : layer_(layer),
        filter_size_(layer.filter_height * layer.filter_width * layer.filter_channels),
        weights_(weights),
        bias_(bias),
        multipliers_(multipliers),
        patch_(patch),
        last_(output + (layer.batches * layer.output_height * layer.output_width - 1) * layer.output_channels),
        waiting_() {}

  KVANT_ALWAYS_INLINE void operator()(const FilterPart<int8_t>& part, int8_t* output) {
    if (waiting_.output == nullptr) {
      waiting_.part = part;
      waiting_.output = output;
      if (output != last_) return;  // the last one, when it has no other, with itself
    }
    answer(waiting_.part, part, waiting_.output, output);
    waiting_.output = nullptr;
  }

 private:
  /// A place that waits for another. output null: none does.
  struct Place {
    FilterPart<int8_t> part;
    int8_t* output;
  };

  /// All outputs of two places.
  KVANT_ALWAYS_INLINE void answer(const FilterPart<int8_t>& part_0, const FilterPart<int8_t>& part_1, int8_t* output_0,
                                  int8_t* output_1) {
    const uint32_t group_outputs = layer_.output_channels / (layer_.channels / layer_.filter_channels);
    const int8_t* weights = weights_;
    for (uint32_t first = 0, channel = 0; first < layer_.output_channels; first += group_outputs) {
      const int8_t* const x_0 = gather(part_0, channel, patch_.copies);
      const int8_t* const x_1 = gather(part_1, channel, patch_.copies + filter_size_);
      simd::spread(x_0, x_1, filter_size_, layer_.input_offset, patch_.numbers);
      const uint32_t end = first + group_outputs;
      for (uint32_t o = first; o < end; o += 2) {  // the last one, when it has no other, with itself
        const uint32_t other = o + 1 < end ? o + 1 : o;
        const uint32_t apart = (other - o) * filter_size_;
        const uint32_t sum = static_cast<uint32_t>(bias_of(bias_, o));
        const uint32_t other_sum = static_cast<uint32_t>(bias_of(bias_, other));
        simd::SumsOfTwo sums = {sum, other_sum, sum, other_sum};
        sums.add(patch_.numbers, filter_size_, weights, weights + apart);
        // All results before the first is stored: a byte of the output could be anywhere.
        const int8_t result_00 = requantize_channel(layer_, multipliers_, o, sums.sum_00);
        const int8_t result_10 = requantize_channel(layer_, multipliers_, o, sums.sum_10);
        const int8_t result_01 = requantize_channel(layer_, multipliers_, other, sums.sum_01);
        const int8_t result_11 = requantize_channel(layer_, multipliers_, other, sums.sum_11);
        output_0[other] = result_01;
        output_0[o] = result_00;
        output_1[other] = result_11;
        output_1[o] = result_10;
        weights += apart + filter_size_;
      }
      channel += layer_.filter_channels;
    }
  }

  /// The input in the filter's order, where it lies or as a copy; outside stand zero points.
  KVANT_ALWAYS_INLINE const int8_t* gather(const FilterPart<int8_t>& part, uint32_t channel, int8_t* copy) const {
    const int8_t* const input = part.input + channel;
    const bool is_whole = part.rows == layer_.filter_height && part.columns == layer_.filter_width;
    const bool is_one_stretch = layer_.filter_height == 1 && (layer_.filter_width == 1 || has_whole_rows(layer_));
    if (is_whole && is_one_stretch) return input;
    for (uint32_t i = 0; !is_whole && i < filter_size_; ++i) copy[i] = static_cast<int8_t>(-layer_.input_offset);
    conv_patch_detail::Copy visit;
    for_each_stretch(layer_, part, input, copy + part.filter * layer_.filter_channels, visit);
    return copy;
  }

  Layer layer_;
  uint32_t filter_size_;
  const int8_t* weights_;
  const int32_t* bias_;
  ChannelMultipliers multipliers_;
  Patch<Layer>& patch_;
  int8_t* last_;
  Place waiting_;
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
