// SPDX-License-Identifier: Apache-2.0
// BMP: uncompressed rows behind a header, usually from the bottom up.
#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "data/image_formats.h"

namespace kvant::data {
namespace {

// +-----------+---------------------------------------------------+---------------+----------------+
// | BM, sizes,| header size 40 or more, width, height (below 0:   | palette: B G R| rows of B G R  |
// | offset of | from the top down), planes, bits 8, 24 or 32,     | and 0, where  | or indices, to |
// | the rows  | compression 0, (20 bytes), colours used           | bits are 8    | whole 4 bytes  |
// | 14        | 40                                                | 4 for each    |                |
// +-----------+---------------------------------------------------+---------------+----------------+
struct Head {
  ImageSize size;
  bool top_down = false;
  std::size_t bytes_per_pixel = 0;
  std::size_t palette_begin = 0, palette_length = 0;
  std::size_t rows_begin = 0;
};

constexpr std::size_t least_bytes = 54;

std::uint32_t read_word(std::span<const std::byte> bytes, std::size_t at) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes.data() + at, sizeof(word));  // little-endian, as every supported machine
  return word;
}

std::uint32_t read_half(std::span<const std::byte> bytes, std::size_t at) {
  std::uint16_t half = 0;
  std::memcpy(&half, bytes.data() + at, sizeof(half));
  return half;
}

Head read_head(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.size() < least_bytes) throw Error(name, "is a BMP picture that ends within its header");
  Head head;
  const std::uint32_t header_bytes = read_word(bytes, 14), bits = read_half(bytes, 28);
  if (header_bytes < 40 || header_bytes > 124)
    throw Error(name, "is a BMP picture of an unknown kind", std::to_string(header_bytes) + " bytes of header");
  if (read_word(bytes, 30) != 0) throw Error(name, "is a compressed BMP picture, which is not read");
  if (bits != 8 && bits != 24 && bits != 32)
    throw Error(name, "must be a BMP picture of 8, 24 or 32 bits", std::to_string(bits));
  const auto height = static_cast<std::int32_t>(read_word(bytes, 22));
  head.top_down = height < 0;
  head.size = {height < 0 ? -std::int64_t{height} : height, static_cast<std::int32_t>(read_word(bytes, 18))};
  head.bytes_per_pixel = bits / 8;
  if (bits == 8) {
    const std::uint32_t used = read_word(bytes, 46);
    head.palette_begin = 14 + header_bytes;
    head.palette_length = used == 0 || used > 256 ? 256 : used;
  }
  head.rows_begin = read_word(bytes, 10);
  return head;
}

/// B, G and R of each index; grey that lies beyond the palette is black.
using Palette = std::array<std::uint8_t, 4 * 256>;

Palette read_palette(const Head& head, std::span<const std::byte> bytes, const std::string& name) {
  Palette palette{};
  const std::size_t length = 4 * head.palette_length;
  if (head.palette_begin > bytes.size() || length > bytes.size() - head.palette_begin)
    throw Error(name, "is a BMP picture that ends within its palette");
  std::memcpy(palette.data(), bytes.data() + head.palette_begin, length);
  return palette;
}

}  // namespace

ImageSize read_bmp_size(std::span<const std::byte> bytes, const std::string& name) {
  return read_head(bytes, name).size;
}

void decode_bmp(std::span<const std::byte> bytes, const std::string& name, Image& image) {
  const Head head = read_head(bytes, name);
  const auto height = static_cast<std::size_t>(image.size.height), width = static_cast<std::size_t>(image.size.width);
  const std::size_t row_bytes = (width * head.bytes_per_pixel + 3) / 4 * 4;
  if (head.rows_begin > bytes.size() || height * row_bytes > bytes.size() - head.rows_begin)
    throw Error(name, "is a BMP picture that ends too early");
  const Palette palette = head.bytes_per_pixel == 1 ? read_palette(head, bytes, name) : Palette{};
  const auto* rows = reinterpret_cast<const std::uint8_t*>(bytes.data()) + head.rows_begin;
  std::uint8_t* to = image.pixels.data();
  for (std::size_t row = 0; row < height; ++row) {
    const std::uint8_t* from = rows + (head.top_down ? row : height - 1 - row) * row_bytes;
    for (std::size_t i = 0; i < width; ++i, from += head.bytes_per_pixel) {
      const std::uint8_t* bgr = head.bytes_per_pixel == 1 ? palette.data() + std::size_t{4} * *from : from;
      const std::array<std::uint8_t, 3> rgb = {bgr[2], bgr[1], bgr[0]};
      if (image.channels == 1) {
        *to++ = gray_of(rgb.data());
      } else {
        to = std::copy(rgb.begin(), rgb.end(), to);
      }
    }
  }
}

}  // namespace kvant::data
