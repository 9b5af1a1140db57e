// SPDX-License-Identifier: Apache-2.0
// The sheet, and a PNG of a palette: signature, then chunks of length, type, data and CRC.
#include "contact_sheet.h"

#include <zlib.h>

#include <cstdio>

namespace {

constexpr int scale = 2, gap = 8, bezel = 8;
constexpr int frame_width = 128 * scale + 2 * bezel, frame_height = 64 * scale + 2 * bezel;
enum Colour : unsigned char { paper, dark, lit };
const std::string palette("\xFF\xFF\xFF\x10\x14\x1A\x9C\xDC\xFE", 9);

std::string big_endian(unsigned long value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 255);
  return bytes;
}

std::string chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const uLong sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<unsigned long>(data.size())) + body + big_endian(sum);
}

std::string deflated(const std::string& data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  std::string packed(size, '\0');
  compress2(reinterpret_cast<Bytef*>(&packed[0]), &size, reinterpret_cast<const Bytef*>(data.data()),
            static_cast<uLong>(data.size()), Z_BEST_COMPRESSION);
  packed.resize(size);
  return packed;
}

}  // namespace

ContactSheet::ContactSheet(int columns, int rows)
    : width_(columns * (frame_width + gap) + gap),
      height_(rows * (frame_height + gap) + gap),
      columns_(columns),
      pixels_(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_), paper) {}

void ContactSheet::add(const Adafruit_SSD1306& display) {
  const int left = gap + frames_ % columns_ * (frame_width + gap),
            top = gap + frames_ / columns_ * (frame_height + gap);
  for (int y = 0; y < frame_height; ++y) {
    for (int x = 0; x < frame_width; ++x) {
      const int column = x < bezel ? -1 : (x - bezel) / scale, row = y < bezel ? -1 : (y - bezel) / scale;
      const bool on = display.getPixel(static_cast<int16_t>(column), static_cast<int16_t>(row));
      pixels_[static_cast<std::size_t>((top + y) * width_ + left + x)] = on ? lit : dark;
    }
  }
  ++frames_;
}

bool ContactSheet::save(const std::string& path) const {
  // Two bits a pixel; each row begins with its filter: none.
  std::string rows;
  for (int y = 0; y < height_; ++y) {
    rows += '\0';
    for (int x = 0; x < width_; x += 4) {
      unsigned bits = 0;
      for (int i = 0; i < 4; ++i)
        bits = bits << 2 | (x + i < width_ ? pixels_[static_cast<std::size_t>(y * width_ + x + i)] : 0u);
      rows += static_cast<char>(bits);
    }
  }
  const std::string header = big_endian(static_cast<unsigned long>(width_)) +
                             big_endian(static_cast<unsigned long>(height_)) + std::string("\x02\x03\0\0\0", 5);
  const std::string png = "\x89PNG\r\n\x1A\n" + chunk("IHDR", header) + chunk("PLTE", palette) +
                          chunk("IDAT", deflated(rows)) + chunk("IEND", "");
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(png.data(), 1, png.size(), file) == png.size();
  return std::fclose(file) == 0 && written;
}
