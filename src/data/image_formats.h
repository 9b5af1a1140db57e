// SPDX-License-Identifier: Apache-2.0
// The decoder of each picture format, for image.cpp.
#pragma once

#include "data/image.h"

namespace kvant::data {

// What each function throws: Error that begins with name. decode_ has an Image of the right size to fill: 1 or 3
// channels.
ImageSize read_png_size(std::span<const std::byte> bytes, const std::string& name);
void decode_png(std::span<const std::byte> bytes, const std::string& name, Image& image);

ImageSize read_jpeg_size(std::span<const std::byte> bytes, const std::string& name);
void decode_jpeg(std::span<const std::byte> bytes, const std::string& name, Image& image);

/// 8 bits with a palette, 24 or 32 bits, without compression.
ImageSize read_bmp_size(std::span<const std::byte> bytes, const std::string& name);
void decode_bmp(std::span<const std::byte> bytes, const std::string& name, Image& image);

/// Of three neighbouring bytes R, G, B.
inline std::uint8_t gray_of(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>((19595U * rgb[0] + 38470U * rgb[1] + 7471U * rgb[2] + 32768U) >> 16);
}

}  // namespace kvant::data
