// SPDX-License-Identifier: Apache-2.0
// Where the products of a convolution find their numbers in framed images: tables that Product takes.
//
// The tables lie in this thread's working_places: one call's are gone with the next.
#pragma once

#include "linear/convolution.h"
#include "linear/framed_image.h"

#include <cstdint>
#include <span>

namespace kvant::linear {

/// For outputs: the window of each begins at places, and is read in segments from there on.
struct Windows {
  const std::int64_t* places;
  const std::int64_t* segments;
  std::int64_t segment_count;
};
/// join: a row of a window is one segment, else each element is.
Windows find_windows(const Convolution& c, const Frame& input, bool join);

/// For gradients of filters: each number of a window begins at places, and is read along the segments, one for each row
/// of the output.
struct FilterPlaces {
  const std::int64_t* places;  ///< [kernel_height, kernel_width, channels]
  const std::int64_t* segments;
};
FilterPlaces find_filter_places(const Convolution& c, const Frame& input, std::int64_t channels);

/// For gradients of inputs: the inputs of one phase of both axes (convolution_axis.h), and what they collect.
struct InputPhase {
  std::int64_t inputs;          ///< of one image
  std::int64_t elements;        ///< of the kernel, that each meets
  const std::int64_t* places;   ///< of each input, in an image of so many channels
  const std::int64_t* windows;  ///< of each input, where the gradients that it meets begin
  const std::int64_t* segments;
  std::int64_t segment_count;
  const std::int64_t* kernel_elements;  ///< in the order in which the gradients are read: row * kernel_width + column
};
/// join: gradients that lie side by side are one segment.
std::span<const InputPhase> find_input_phases(const Convolution& c, const Frame& output_gradient, std::int64_t channels,
                                              bool join);

}  // namespace kvant::linear
