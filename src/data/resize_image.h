// SPDX-License-Identifier: Apache-2.0
// Pictures in another size.
#pragma once

#include "data/image.h"

namespace kvant::data {

/// Writes [size.height, size.width, channels] floats: between the four nearest pixels, whose centres lie at halves, in
/// float32 and in the order of TensorFlow's tf.image.resize (bilinear, no antialiasing), which gives the same bits.
void resize_bilinear(const Image& image, const ImageSize& size, float* numbers);

}  // namespace kvant::data
