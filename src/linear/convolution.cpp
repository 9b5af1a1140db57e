// SPDX-License-Identifier: Apache-2.0
// Convolutions as products: windows of a framed image by filters, gradients by filters, windows by gradients.
#include "linear/convolution.h"

#include "linear/convolution_places.h"
#include "linear/dense_product.h"
#include "linear/framed_image.h"
#include "linear/kernels.h"
#include "linear/packing.h"
#include "linear/readable_images.h"
#include "linear/threads.h"
#include "linear/working_memory.h"

#include <algorithm>

namespace kvant::linear {
namespace {

/// Lengths that every pass needs.
struct Lengths {
  explicit Lengths(const Convolution& c)
      : in(c.input_channels / c.groups),
        out(c.output_channels / c.groups),
        window(c.kernel_height * c.kernel_width * in),
        outputs(c.output_height * c.output_width),
        input_size(c.input_height * c.input_width * c.input_channels),
        output_size(outputs * c.output_channels),
        multiply_adds(c.batch * output_size * window) {}

  std::int64_t in, out;  ///< channels of one group
  std::int64_t window;   ///< numbers of a filter
  std::int64_t outputs;  ///< places of one image
  std::int64_t input_size, output_size;
  std::int64_t multiply_adds;
};

/// Each place of the output reads the place of the input at its own position: a product without windows.
bool is_dense(const Convolution& c) {
  return c.kernel_height == 1 && c.kernel_width == 1 && c.stride_height == 1 && c.stride_width == 1 && c.groups == 1 &&
         c.pad_top == 0 && c.pad_left == 0 && c.input_height == c.output_height && c.input_width == c.output_width;
}
std::int64_t all_places(const Convolution& c) { return c.batch * c.output_height * c.output_width; }

}  // namespace

void convolution_forward(const Convolution& c, const float* x, const float* filter, const float* bias, float* y) {
  if (is_dense(c)) return dense_forward(x, filter, bias, y, all_places(c), c.input_channels, c.output_channels);
  const Lengths length(c);
  const Frame frame = input_frame(c);
  const Windows windows = find_windows(c, frame, c.groups == 1 && c.dilation_width == 1);
  const Packed layout = packed_layout(length.window, length.out);
  const std::int64_t parts = worthwhile_parts(c.batch, length.multiply_adds);
  float* const packed = working_floats(c.groups * layout.size + parts * frame.memory());
  float* const frames = packed + c.groups * layout.size;
  for (std::int64_t g = 0; g < c.groups; ++g) {
    pack(filter + g * length.out * length.window, length.window, length.out, 1, length.window, packed + g * layout.size,
         length.window);
  }
  for_each_part(parts, [&](std::int64_t part) {
    for (std::int64_t image = part * c.batch / parts; image < (part + 1) * c.batch / parts; ++image) {
      const float* const from = framed_image(frame, x + image * length.input_size, frames + part * frame.memory());
      for (std::int64_t g = 0; g < c.groups; ++g) {
        kernels().multiply({.a = from + g * length.in,
                            .a_row = 0,
                            .a_column = 1,
                            .b = packed + g * layout.size,
                            .b_row = layout.b_row,
                            .c = y + image * length.output_size + g * length.out,
                            .c_row = c.output_channels,
                            .c_column = 1,
                            .bias = bias != nullptr ? bias + g * length.out : nullptr,
                            .m = length.outputs,
                            .n = length.out,
                            .k = length.window,
                            .accumulate = false,
                            .a_places = windows.places,
                            .segments = windows.segments,
                            .segment_count = windows.segment_count,
                            .b_panel = layout.b_panel});
      }
    }
  });
}

namespace {

/// The filters of one group in the order in which a phase reads gradients: [element, output channel][input channel].
void pack_phase(const Convolution& c, const InputPhase& phase, const float* filter, float* packed) {
  const Lengths length(c);
  for (std::int64_t e = 0; e < phase.elements; ++e) {
    pack(filter + phase.kernel_elements[e] * length.in, length.out, length.in, length.window, 1, packed,
         phase.elements * length.out, e * length.out);
  }
}

}  // namespace

void convolution_backward_input(const Convolution& c, const float* dy, const float* filter, float* dx,
                                bool accumulate) {
  if (is_dense(c))
    return dense_backward_input(dy, filter, dx, all_places(c), c.input_channels, c.output_channels, accumulate);
  const Lengths length(c);
  const Frame frame = output_gradient_frame(c);
  const auto phases = find_input_phases(c, frame, c.input_channels, c.groups == 1);
  const auto packed_size = [&](const InputPhase& phase) {
    return packed_layout(phase.elements * length.out, length.in).size;
  };
  std::int64_t all_packed = 0;
  for (const InputPhase& phase : phases) all_packed += c.groups * packed_size(phase);
  const std::int64_t parts = worthwhile_parts(c.batch, length.multiply_adds);
  float* const packed = working_floats(all_packed + parts * frame.memory());
  float* const frames = packed + all_packed;
  float* next = packed;
  for (const InputPhase& phase : phases) {
    for (std::int64_t g = 0; g < c.groups; ++g, next += packed_size(phase))
      pack_phase(c, phase, filter + g * length.out * length.window, next);
  }
  for_each_part(parts, [&](std::int64_t part) {
    for (std::int64_t image = part * c.batch / parts; image < (part + 1) * c.batch / parts; ++image) {
      const float* const from = framed_image(frame, dy + image * length.output_size, frames + part * frame.memory());
      const float* b = packed;
      for (const InputPhase& phase : phases) {
        const Packed layout = packed_layout(phase.elements * length.out, length.in);
        for (std::int64_t g = 0; g < c.groups; ++g, b += layout.size) {
          kernels().multiply({.a = from + g * length.out,
                              .a_row = 0,
                              .a_column = 1,
                              .b = b,
                              .b_row = layout.b_row,
                              .c = dx + image * length.input_size + g * length.in,
                              .c_row = 0,
                              .c_column = 1,
                              .bias = nullptr,
                              .m = phase.inputs,
                              .n = length.in,
                              .k = phase.elements * length.out,
                              .accumulate = accumulate,
                              .a_places = phase.windows,
                              .c_places = phase.places,
                              .segments = phase.segments,
                              .segment_count = phase.segment_count,
                              .b_panel = layout.b_panel});
        }
      }
    }
  });
}

namespace {

/// Images whose share of a filter's gradient is summed up alone: 8, or as many more as make 16 groups of a batch.
struct ImageGroups {
  explicit ImageGroups(std::int64_t batch_size)
      : batch(batch_size), images(std::max<std::int64_t>(8, (batch + 15) / 16)), count((batch + images - 1) / images) {}
  std::int64_t begin(std::int64_t group) const { return std::min(group * images, batch); }

  std::int64_t batch, images, count;
};

/// One filter's gradient from the groups' sums, whose numbers stand step apart.
void add_groups(const float* sums, std::int64_t step, std::int64_t groups, std::int64_t group_size, std::int64_t count,
                float* gradient, bool accumulate) {
  for (std::int64_t i = 0; i < count; ++i, sums += step) {
    float sum = sums[0];
    for (std::int64_t group = 1; group < groups; ++group) sum += sums[group * group_size];
    gradient[i] = accumulate ? gradient[i] + sum : sum;
  }
}

}  // namespace

void convolution_backward_filter(const Convolution& c, const float* dy, const float* x, float* dfilter,
                                 bool accumulate) {
  if (is_dense(c))
    return dense_backward_weights(dy, x, dfilter, all_places(c), c.input_channels, c.output_channels, accumulate);
  const Lengths length(c);
  const Frame frame = input_frame(c);
  const FilterPlaces places = find_filter_places(c, frame, length.in);
  const std::int64_t sums_row = padded(length.out);
  ReadableImages gradients(dy, c.batch, length.output_size, length.out % lanes == 0 ? 0 : lanes);
  // Rows of the output whose gradients, and what they meet of x, stay in the nearest cache for all sums.
  constexpr std::int64_t near = 9216;  // numbers
  const std::int64_t output_row = c.output_width * c.output_channels;
  const std::int64_t near_rows =
      std::clamp<std::int64_t>(near / (output_row + c.stride_height * frame.row()), 1, c.output_height);
  // Sums run through groups of images, whatever the number of threads; parts are groups, and rows of their sums where
  // there are fewer groups than threads.
  const ImageGroups groups(c.batch);
  constexpr std::int64_t rows_together = 8;
  const std::int64_t pieces = (length.window + rows_together - 1) / rows_together;
  const std::int64_t wanted =
      std::min<std::int64_t>(worthwhile_parts(groups.count * pieces, length.multiply_adds), thread_count());
  const std::int64_t row_parts = std::min(pieces, (wanted + groups.count - 1) / groups.count);
  const std::int64_t parts = groups.count * row_parts;
  const std::int64_t group_size = c.groups * length.window * sums_row;
  float* const sums = working_floats(groups.count * group_size + gradients.memory() + parts * frame.memory());
  gradients.copy_last(sums + groups.count * group_size);
  float* const frames = sums + groups.count * group_size + gradients.memory();
  for_each_part(parts, [&](std::int64_t part) {
    const std::int64_t group = part / row_parts, row_part = part % row_parts;
    const std::int64_t first = row_part * pieces / row_parts * rows_together;
    const std::int64_t rows = std::min((row_part + 1) * pieces / row_parts * rows_together, length.window) - first;
    for (std::int64_t image = groups.begin(group); image < groups.begin(group + 1); ++image) {
      const float* const from = framed_image(frame, x + image * length.input_size, frames + part * frame.memory());
      for (std::int64_t top = 0; top < c.output_height; top += near_rows) {
        const std::int64_t height = std::min(near_rows, c.output_height - top);
        for (std::int64_t g = 0; g < c.groups; ++g) {
          kernels().multiply({.a = from + g * length.in,
                              .a_row = 0,
                              .a_column = c.stride_width * c.input_channels,
                              .b = gradients.image(image) + top * output_row + g * length.out,
                              .b_row = c.output_channels,
                              .c = sums + group * group_size + (g * length.window + first) * sums_row,
                              .c_row = sums_row,
                              .c_column = 1,
                              .bias = nullptr,
                              .m = rows,
                              .n = sums_row,
                              .k = height * c.output_width,
                              .accumulate = false,
                              .a_places = places.places + first,
                              .segments = places.segments + top,
                              .segment_count = height,
                              .resume = image > groups.begin(group) || top > 0});
        }
      }
    }
  });
  const std::int64_t numbers = c.output_channels * length.window;
  const std::int64_t output_parts = worthwhile_parts(c.output_channels, number_cost * groups.count * numbers);
  for_each_part(output_parts, [&](std::int64_t part) {
    for (std::int64_t o = part * c.output_channels / output_parts; o < (part + 1) * c.output_channels / output_parts;
         ++o)
      add_groups(sums + o / length.out * length.window * sums_row + o % length.out, sums_row, groups.count, group_size,
                 length.window, dfilter + o * length.window, accumulate);
  });
}

}  // namespace kvant::linear
