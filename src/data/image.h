// SPDX-License-Identifier: Apache-2.0
// Pictures out of PNG, JPEG and BMP files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::data {

/// The values are the channels of a picture.
enum class ImageColor : std::uint8_t { grayscale = 1, rgb = 3 };

struct ImageSize {
  std::int64_t height = 0;
  std::int64_t width = 0;
  bool operator==(const ImageSize&) const = default;
};

struct Image {
  ImageSize size;
  std::int64_t channels = 0;
  std::vector<std::uint8_t> pixels;  ///< [height, width, channels], 0 to 255
};

/// Pictures of more pixels are refused before anything is reserved for them.
inline constexpr std::int64_t most_pixels = std::int64_t{1} << 26;

/// "28 x 28", height first.
std::string size_text(const ImageSize& size);

/// The size, from the head of the file alone. Throws Error that begins with name for what is no PNG, JPEG or BMP, is
/// damaged there, or has more than most_pixels.
ImageSize read_image_size(std::span<const std::byte> bytes, std::string_view name);

/// The pixels. Of 16 bits the upper 8 are taken, transparency is left out, and grey of a PNG or BMP in colour is
/// (19595 R + 38470 G + 7471 B + 32768) / 65536 rounded down; a JPEG holds its grey itself.
/// Throws Error as read_image_size, and for a file that is damaged or ends early anywhere.
Image decode_image(std::span<const std::byte> bytes, std::string_view name, ImageColor color);

}  // namespace kvant::data
