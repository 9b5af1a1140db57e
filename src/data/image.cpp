// SPDX-License-Identifier: Apache-2.0
// Knows picture formats by their first bytes.
#include "data/image.h"

#include <kvant/types/error.h>

#include <array>
#include <cstring>

#include "data/image_formats.h"

namespace kvant::data {
namespace {

struct Format {
  std::string_view magic;
  ImageSize (*read_size)(std::span<const std::byte> bytes, const std::string& name);
  void (*decode)(std::span<const std::byte> bytes, const std::string& name, Image& image);
};

constexpr std::array<Format, 3> formats = {{{"\x89PNG\r\n\x1a\n", read_png_size, decode_png},
                                            {"\xff\xd8\xff", read_jpeg_size, decode_jpeg},
                                            {"BM", read_bmp_size, decode_bmp}}};

const Format& format_of(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.empty()) throw Error(name, "is empty");
  for (const Format& format : formats) {
    const std::string_view magic = format.magic;
    if (bytes.size() >= magic.size() && std::memcmp(bytes.data(), magic.data(), magic.size()) == 0) return format;
  }
  throw Error(name, "is no PNG, JPEG or BMP picture");
}

ImageSize checked_size(const Format& format, std::span<const std::byte> bytes, const std::string& name) {
  const ImageSize size = format.read_size(bytes, name);
  if (size.height < 1 || size.width < 1) throw Error(name, "has no pixels", size_text(size));
  if (size.height > most_pixels / size.width) {
    throw Error(name, "is a picture of more than " + std::to_string(most_pixels) + " pixels", size_text(size));
  }
  return size;
}

}  // namespace

std::string size_text(const ImageSize& size) {
  return std::to_string(size.height) + " x " + std::to_string(size.width);
}

ImageSize read_image_size(std::span<const std::byte> bytes, std::string_view name) {
  const std::string where(name);
  return checked_size(format_of(bytes, where), bytes, where);
}

Image decode_image(std::span<const std::byte> bytes, std::string_view name, ImageColor color) {
  const std::string where(name);
  const Format& format = format_of(bytes, where);
  Image image{checked_size(format, bytes, where), static_cast<std::int64_t>(color), {}};
  image.pixels.resize(static_cast<std::size_t>(image.size.height * image.size.width * image.channels));
  format.decode(bytes, where, image);
  return image;
}

}  // namespace kvant::data
