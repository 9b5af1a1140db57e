// SPDX-License-Identifier: Apache-2.0
// Tables of places.
#include "linear/convolution_places.h"

#include "linear/convolution_axis.h"
#include "linear/working_memory.h"

#include <vector>

namespace kvant::linear {

Windows find_windows(const Convolution& c, const Frame& input, bool join) {
  const std::int64_t columns = join ? 1 : c.kernel_width, outputs = c.output_height * c.output_width;
  const std::int64_t count = c.kernel_height * columns;
  std::int64_t* const places = working_places(outputs + count);
  std::int64_t* next = places;
  for (std::int64_t y = 0; y < c.output_height; ++y) {
    for (std::int64_t x = 0; x < c.output_width; ++x)
      *next++ = y * c.stride_height * input.row() + x * c.stride_width * input.channels;
  }
  for (std::int64_t y = 0; y < c.kernel_height; ++y) {
    for (std::int64_t x = 0; x < columns; ++x)
      *next++ = y * c.dilation_height * input.row() + x * c.dilation_width * input.channels;
  }
  return {places, places + outputs, count};
}

FilterPlaces find_filter_places(const Convolution& c, const Frame& input, std::int64_t channels) {
  const std::int64_t numbers = c.kernel_height * c.kernel_width * channels;
  std::int64_t* const places = working_places(numbers + c.output_height);
  std::int64_t* next = places;
  for (std::int64_t y = 0; y < c.kernel_height; ++y) {
    for (std::int64_t x = 0; x < c.kernel_width; ++x) {
      for (std::int64_t i = 0; i < channels; ++i)
        *next++ = y * c.dilation_height * input.row() + x * c.dilation_width * input.channels + i;
    }
  }
  for (std::int64_t y = 0; y < c.output_height; ++y) *next++ = y * c.stride_height * input.row();
  return {places, places + numbers};
}

namespace {

/// One phase, its tables from next on.
InputPhase find_phase(const Convolution& c, const Frame& frame, std::int64_t channels, bool join, std::int64_t vertical,
                      std::int64_t horizontal, std::int64_t*& next) {
  const ConvolutionAxis rows = vertical_axis(c), columns = horizontal_axis(c);
  InputPhase phase = {};
  phase.places = next;
  for (std::int64_t y = vertical; y < c.input_height; y += c.stride_height) {
    for (std::int64_t x = horizontal; x < c.input_width; x += c.stride_width)
      *next++ = (y * c.input_width + x) * channels;
  }
  phase.inputs = next - phase.places;
  phase.windows = next;
  for (std::int64_t y = 0; y < rows.inputs_of(vertical); ++y) {
    for (std::int64_t x = 0; x < columns.inputs_of(horizontal); ++x)
      *next++ = (y + frame.top) * frame.row() + (x + frame.left) * frame.channels;
  }
  std::int64_t* const segments = next;
  phase.segments = segments;
  rows.for_each_element(vertical, [&](std::int64_t, std::int64_t row) {
    bool begins = true;
    columns.for_each_element(horizontal, [&](std::int64_t, std::int64_t column) {
      if (begins || !join) *next++ = row * frame.row() + column * frame.channels;
      begins = false;
    });
  });
  phase.segment_count = next - segments;
  std::int64_t* const elements = next;
  phase.kernel_elements = elements;
  rows.for_each_element(vertical, [&](std::int64_t y, std::int64_t) {
    columns.for_each_element(horizontal, [&](std::int64_t x, std::int64_t) { *next++ = y * c.kernel_width + x; });
  });
  phase.elements = next - elements;
  return phase;
}

}  // namespace

std::span<const InputPhase> find_input_phases(const Convolution& c, const Frame& output_gradient, std::int64_t channels,
                                              bool join) {
  thread_local std::vector<InputPhase> phases;
  phases.clear();
  // Every input and every element of the kernel is in one phase of each axis; an element is listed twice.
  std::int64_t* next = working_places(2 * (c.input_height * c.input_width + c.kernel_height * c.kernel_width));
  // Side by side: elements that follow each other meet outputs that do.
  join = join && c.stride_width % c.dilation_width == 0;
  for (std::int64_t y = 0; y < c.stride_height; ++y) {
    for (std::int64_t x = 0; x < c.stride_width; ++x)
      phases.push_back(find_phase(c, output_gradient, channels, join, y, x, next));
  }
  return phases;
}

}  // namespace kvant::linear
