// SPDX-License-Identifier: Apache-2.0
// One image with zeros around it, so that products read every window alike.
#pragma once

#include "linear/convolution.h"

#include <cstdint>

namespace kvant::linear {

/// Rows, columns and channels of an image that products read, and where the image begins in them.
struct Frame {
  std::int64_t image_height, image_width, image_channels;
  std::int64_t height, width, channels;  ///< with the zeros; what of the image lies outside is left out
  std::int64_t top, left;                ///< zeros before the image
  std::int64_t first_channel = 0;        ///< of the repeated channels, the first that it holds
  std::int64_t repeat = 1;               ///< how often each channel of the image stands in it, side by side
  bool as_it_is = false;                 ///< the image can be read in its own place

  std::int64_t row() const { return width * channels; }
  std::int64_t image_size() const { return image_height * image_width * image_channels; }
  /// Floats to make it in: none when the image can be read as it is. Whole vectors may be read at its last place.
  std::int64_t memory() const;
};

/// x of a convolution, as far as its windows reach.
Frame input_frame(const Convolution& c);
/// dy of a convolution, as far as windows over it reach when gradients of x are collected.
Frame output_gradient_frame(const Convolution& c);

/// The image to read: in memory, or as it is.
const float* framed_image(const Frame& frame, const float* image, float* memory);

}  // namespace kvant::linear
