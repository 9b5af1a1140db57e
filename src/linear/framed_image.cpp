// SPDX-License-Identifier: Apache-2.0
// Making images with zeros around them.
#include "linear/framed_image.h"

#include "linear/convolution_axis.h"
#include "linear/kernels.h"
#include "linear/working_memory.h"

#include <algorithm>

namespace kvant::linear {
namespace {

/// count columns of an image's row into a frame.
void copy_columns(const Frame& f, const float* from, std::int64_t count, float* to) {
  if (f.channels == f.image_channels && f.repeat == 1) {
    std::copy_n(from, count * f.channels, to);
    return;
  }
  const std::int64_t held = std::min(f.channels, f.image_channels * f.repeat - f.first_channel);
  for (std::int64_t column = 0; column < count; ++column, from += f.image_channels, to += f.channels) {
    if (f.repeat == 1)
      std::copy_n(from + f.first_channel, held, to);
    else
      for (std::int64_t i = 0; i < held; ++i) to[i] = from[(f.first_channel + i) / f.repeat];
    std::fill(to + held, to + f.channels, 0.0f);
  }
}

}  // namespace

std::int64_t Frame::memory() const { return as_it_is ? 0 : whole_lines(height * row() + lanes); }

Frame input_frame(const Convolution& c) {
  const std::int64_t height = vertical_axis(c).reach(), width = horizontal_axis(c).reach();
  Frame frame = {.image_height = c.input_height,
                 .image_width = c.input_width,
                 .image_channels = c.input_channels,
                 .height = height,
                 .width = width,
                 .channels = c.input_channels,
                 .top = c.pad_top,
                 .left = c.pad_left};
  frame.as_it_is = c.pad_top == 0 && c.pad_left == 0 && height <= c.input_height && width <= c.input_width;
  if (frame.as_it_is) {
    frame.height = c.input_height;
    frame.width = c.input_width;
  }
  return frame;
}

Frame output_gradient_frame(const Convolution& c) {
  const OutputMargin rows = output_margin(vertical_axis(c)), columns = output_margin(horizontal_axis(c));
  return {.image_height = c.output_height,
          .image_width = c.output_width,
          .image_channels = c.output_channels,
          .height = rows.before + c.output_height + rows.after,
          .width = columns.before + c.output_width + columns.after,
          .channels = c.output_channels,
          .top = rows.before,
          .left = columns.before,
          .as_it_is = rows.before + rows.after + columns.before + columns.after == 0};
}

const float* framed_image(const Frame& f, const float* image, float* memory) {
  if (f.as_it_is) return image;
  const std::int64_t rows = std::min(f.image_height, f.height - f.top);
  const std::int64_t columns = std::min(f.image_width, f.width - f.left);
  float* to = memory;
  to = std::fill_n(to, f.top * f.row(), 0.0f);
  for (std::int64_t row = 0; row < rows; ++row) {
    to = std::fill_n(to, f.left * f.channels, 0.0f);
    copy_columns(f, image + row * f.image_width * f.image_channels, columns, to);
    to += columns * f.channels;
    to = std::fill_n(to, (f.width - f.left - columns) * f.channels, 0.0f);
  }
  std::fill(to, memory + f.height * f.row() + lanes, 0.0f);
  return memory;
}

}  // namespace kvant::linear
