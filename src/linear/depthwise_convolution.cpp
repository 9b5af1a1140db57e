// SPDX-License-Identifier: Apache-2.0
// Depthwise convolutions as products lane by lane, a lane being a channel of the output.
#include "linear/convolution.h"
#include "linear/convolution_places.h"
#include "linear/framed_image.h"
#include "linear/kernels.h"
#include "linear/packing.h"
#include "linear/readable_images.h"
#include "linear/threads.h"
#include "linear/working_memory.h"

#include <algorithm>

namespace kvant::linear {
namespace {

struct Lengths {
  explicit Lengths(const Convolution& c)
      : multiplier(c.output_channels / c.input_channels),
        elements(c.kernel_height * c.kernel_width),
        outputs(c.output_height * c.output_width),
        inputs(c.input_height * c.input_width),
        multiply_adds(c.batch * outputs * c.output_channels * elements) {}

  std::int64_t multiplier;
  std::int64_t elements;         ///< of the kernel
  std::int64_t outputs, inputs;  ///< places of one image
  std::int64_t multiply_adds;
};

/// x with a channel for each one of the output.
Frame channels_frame(const Convolution& c) {
  Frame frame = input_frame(c);
  frame.repeat = c.output_channels / c.input_channels;
  frame.channels = c.output_channels;
  frame.as_it_is = frame.as_it_is && c.output_channels % lanes == 0 && frame.repeat == 1;
  return frame;
}

}  // namespace

void depthwise_forward(const Convolution& c, const float* x, const float* filter, const float* bias, float* y) {
  const Lengths length(c);
  const std::int64_t channels = c.output_channels;
  const Frame frame = channels_frame(c);
  const Windows windows = find_windows(c, frame, true);
  const Packed layout = packed_layout(length.elements, channels);
  const std::int64_t parts = worthwhile_parts(c.batch, length.multiply_adds);
  float* const packed = working_floats(layout.size + parts * frame.memory());
  float* const frames = packed + layout.size;
  pack(filter, length.elements, channels, channels, 1, packed, length.elements);
  for_each_part(parts, [&](std::int64_t part) {
    for (std::int64_t image = part * c.batch / parts; image < (part + 1) * c.batch / parts; ++image) {
      const float* const from =
          framed_image(frame, x + image * length.inputs * c.input_channels, frames + part * frame.memory());
      kernels().multiply_lanes({.a = from,
                                .a_row = 0,
                                .a_column = c.dilation_width * channels,
                                .b = packed,
                                .b_row = layout.b_row,
                                .c = y + image * length.outputs * channels,
                                .c_row = channels,
                                .c_column = 1,
                                .bias = bias,
                                .m = length.outputs,
                                .n = channels,
                                .k = length.elements,
                                .accumulate = false,
                                .a_places = windows.places,
                                .segments = windows.segments,
                                .segment_count = windows.segment_count,
                                .b_panel = layout.b_panel});
    }
  });
}

namespace {

/// Each input channel's gradient is the sum of those of its outputs.
void add_multiplied(const float* sums, std::int64_t multiplier, std::int64_t count, float* dx, bool accumulate) {
  for (std::int64_t i = 0; i < count; ++i, sums += multiplier) {
    float sum = sums[0];
    for (std::int64_t k = 1; k < multiplier; ++k) sum += sums[k];
    dx[i] = accumulate ? dx[i] + sum : sum;
  }
}

}  // namespace

void depthwise_backward_input(const Convolution& c, const float* dy, const float* filter, float* dx, bool accumulate) {
  const Lengths length(c);
  const std::int64_t channels = c.output_channels;
  const bool multiplied = length.multiplier > 1;
  Frame frame = output_gradient_frame(c);
  frame.as_it_is = frame.as_it_is && channels % lanes == 0;
  const auto phases = find_input_phases(c, frame, channels, true);
  std::int64_t all_packed = 0;
  for (const InputPhase& phase : phases) all_packed += packed_layout(phase.elements, channels).size;
  const std::int64_t parts = worthwhile_parts(c.batch, length.multiply_adds);
  const std::int64_t sums_memory = multiplied ? whole_lines(length.inputs * channels) : 0;
  const std::int64_t part_memory = frame.memory() + sums_memory;
  float* const packed = working_floats(all_packed + parts * part_memory);
  float* next = packed;
  for (const InputPhase& phase : phases) {
    for (std::int64_t e = 0; e < phase.elements; ++e)
      pack(filter + phase.kernel_elements[e] * channels, 1, channels, channels, 1, next, phase.elements, e);
    next += packed_layout(phase.elements, channels).size;
  }
  for_each_part(parts, [&](std::int64_t part) {
    float* const sums = packed + all_packed + part * part_memory;
    for (std::int64_t image = part * c.batch / parts; image < (part + 1) * c.batch / parts; ++image) {
      const float* const from = framed_image(frame, dy + image * length.outputs * channels, sums + sums_memory);
      float* const to = dx + image * length.inputs * c.input_channels;
      const float* b = packed;
      for (const InputPhase& phase : phases) {
        const Packed layout = packed_layout(phase.elements, channels);
        kernels().multiply_lanes({.a = from,
                                  .a_row = 0,
                                  .a_column = channels,
                                  .b = b,
                                  .b_row = layout.b_row,
                                  .c = multiplied ? sums : to,
                                  .c_row = 0,
                                  .c_column = 1,
                                  .bias = nullptr,
                                  .m = phase.inputs,
                                  .n = channels,
                                  .k = phase.elements,
                                  .accumulate = accumulate && !multiplied,
                                  .a_places = phase.windows,
                                  .c_places = phase.places,
                                  .segments = phase.segments,
                                  .segment_count = phase.segment_count,
                                  .b_panel = layout.b_panel});
        b += layout.size;
      }
      if (multiplied) add_multiplied(sums, length.multiplier, length.inputs * c.input_channels, to, accumulate);
    }
  });
}

void depthwise_backward_filter(const Convolution& c, const float* dy, const float* x, float* dfilter, bool accumulate) {
  const Lengths length(c);
  const std::int64_t channels = c.output_channels, output_size = length.outputs * channels;
  // Parts are slices of channels, so that each sum runs through the whole batch, whatever the number of threads.
  const std::int64_t vectors = padded(channels) / lanes;
  const std::int64_t wanted = std::min<std::int64_t>(worthwhile_parts(vectors, length.multiply_adds), thread_count());
  const std::int64_t slice = (vectors + wanted - 1) / wanted * lanes;
  const std::int64_t parts = (padded(channels) + slice - 1) / slice, sums_row = parts * slice;
  Frame frame = channels_frame(c);
  if (!frame.as_it_is) frame.channels = slice;
  const FilterPlaces places = find_filter_places(c, frame, 1);
  ReadableImages gradients(dy, c.batch, output_size, channels % slice == 0 ? 0 : slice);
  float* const sums = working_floats(length.elements * sums_row + gradients.memory() + parts * frame.memory());
  gradients.copy_last(sums + length.elements * sums_row);
  float* const frames = sums + length.elements * sums_row + gradients.memory();
  for_each_part(parts, [&](std::int64_t part) {
    Frame own = frame;
    own.first_channel = part * slice;
    for (std::int64_t image = 0; image < c.batch; ++image) {
      const float* const from =
          framed_image(own, x + image * length.inputs * c.input_channels, frames + part * frame.memory());
      kernels().multiply_lanes({.a = frame.as_it_is ? from + part * slice : from,
                                .a_row = 0,
                                .a_column = c.stride_width * frame.channels,
                                .b = gradients.image(image) + part * slice,
                                .b_row = channels,
                                .c = sums + part * slice,
                                .c_row = sums_row,
                                .c_column = 1,
                                .bias = nullptr,
                                .m = length.elements,
                                .n = slice,
                                .k = length.outputs,
                                .accumulate = false,
                                .a_places = places.places,
                                .segments = places.segments,
                                .segment_count = c.output_height,
                                .resume = image > 0});
    }
  });
  for (std::int64_t e = 0; e < length.elements; ++e) {
    for (std::int64_t o = 0; o < channels; ++o, ++dfilter)
      *dfilter = accumulate ? *dfilter + sums[e * sums_row + o] : sums[e * sums_row + o];
  }
}

}  // namespace kvant::linear
