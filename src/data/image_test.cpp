// SPDX-License-Identifier: Apache-2.0
// Pictures of each format, cut and damaged ones, and resizing.
#include "data/image.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <png.h>
#include <turbojpeg.h>

#include <array>
#include <cstring>

#include "data/resize_image.h"

using namespace kvant::data;

namespace {

using Bytes = std::vector<std::byte>;

constexpr std::int64_t height = 5, width = 7;

/// RGB of a picture that differs everywhere.
std::vector<std::uint8_t> example_pixels() {
  std::vector<std::uint8_t> pixels;
  for (std::int64_t i = 0; i < height * width; ++i) {
    for (const std::int64_t value : {7 * i, 255 - 5 * i, 3 * i * i}) pixels.push_back(static_cast<std::uint8_t>(value));
  }
  return pixels;
}

Bytes png_of(const std::vector<std::uint8_t>& pixels, std::uint32_t format, const void* palette = nullptr) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = format;
  image.colormap_entries = palette ? 2 : 0;
  Bytes bytes(100000);
  png_alloc_size_t size = bytes.size();
  REQUIRE(png_image_write_to_memory(&image, bytes.data(), &size, 0, pixels.data(), 0, palette));
  bytes.resize(size);
  return bytes;
}

Bytes jpeg_of(const std::vector<std::uint8_t>& pixels, int sampling, int flags = 0) {
  tjhandle handle = tjInitCompress();
  unsigned char* packed = nullptr;
  unsigned long size = 0;
  REQUIRE(tjCompress2(handle, pixels.data(), width, 0, height, TJPF_RGB, &packed, &size, sampling, 95, flags) == 0);
  Bytes bytes(size);
  std::memcpy(bytes.data(), packed, size);
  tjFree(packed);
  tjDestroy(handle);
  return bytes;
}

Bytes bmp_of(const std::vector<std::uint8_t>& pixels, int bits, bool top_down = false) {
  const std::size_t pixel = static_cast<std::size_t>(bits) / 8, row_bytes = (width * pixel + 3) / 4 * 4;
  Bytes bytes(54 + height * row_bytes);
  const auto put = [&](std::size_t at, std::int32_t word) { std::memcpy(&bytes[at], &word, 4); };
  bytes[0] = std::byte{'B'}, bytes[1] = std::byte{'M'};
  put(10, 54), put(14, 40), put(18, width), put(22, top_down ? -height : height), put(26, 1 | bits << 16);
  for (std::size_t row = 0; row < height; ++row) {
    for (std::size_t i = 0; i < 3 * width; ++i) {
      const std::size_t at = 54 + (top_down ? row : height - 1 - row) * row_bytes + i / 3 * pixel + 2 - i % 3;
      bytes[at] = std::byte{pixels[row * 3 * width + i]};
    }
  }
  return bytes;
}

std::uint8_t luma(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>((19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2] + 32768) / 65536);
}

std::vector<std::uint8_t> gray_pixels() {
  std::vector<std::uint8_t> gray;
  const auto pixels = example_pixels();
  for (std::size_t i = 0; i < pixels.size(); i += 3) gray.push_back(luma(&pixels[i]));
  return gray;
}

}  // namespace

TEST_CASE("PNG and BMP come back pixel by pixel, in colour and grey") {
  const auto rgba = [&] {
    std::vector<std::uint8_t> pixels;
    const auto rgb = example_pixels();
    for (std::size_t i = 0; i < rgb.size(); i += 3) {
      for (const std::uint8_t value : {rgb[i], rgb[i + 1], rgb[i + 2], std::uint8_t{77}}) pixels.push_back(value);
    }
    return pixels;
  }();
  const std::array<Bytes, 5> files = {png_of(example_pixels(), PNG_FORMAT_RGB), png_of(rgba, PNG_FORMAT_RGBA),
                                      bmp_of(example_pixels(), 24), bmp_of(example_pixels(), 32),
                                      bmp_of(example_pixels(), 24, true)};
  for (const Bytes& file : files) {
    CHECK(read_image_size(file, "a") == ImageSize{height, width});
    const Image image = decode_image(file, "a", ImageColor::rgb);
    CHECK(image.size == ImageSize{height, width});
    CHECK(image.channels == 3);
    CHECK(image.pixels == example_pixels());
    CHECK(decode_image(file, "a", ImageColor::grayscale).pixels == gray_pixels());
  }
}

TEST_CASE("a grey PNG stays grey, or becomes three times the same") {
  const Bytes file = png_of(gray_pixels(), PNG_FORMAT_GRAY);
  CHECK(decode_image(file, "a", ImageColor::grayscale).pixels == gray_pixels());
  const Image image = decode_image(file, "a", ImageColor::rgb);
  REQUIRE(image.pixels.size() == 3 * gray_pixels().size());
  for (std::size_t i = 0; i < image.pixels.size(); ++i) CHECK(image.pixels[i] == gray_pixels()[i / 3]);
}

TEST_CASE("a palette of two colours") {
  std::vector<std::uint8_t> indices(height * width);
  indices[3] = 1;
  const std::array<std::uint8_t, 6> palette = {10, 20, 30, 200, 100, 50};
  const Image image = decode_image(png_of(indices, PNG_FORMAT_RGB_COLORMAP, palette.data()), "a", ImageColor::rgb);
  CHECK(image.pixels[0] == 10);
  CHECK(image.pixels[9] == 200);
  CHECK(image.pixels[11] == 50);
}

TEST_CASE("JPEG is read as libjpeg-turbo reads it, progressive or not") {
  for (const int flags : {0, TJFLAG_PROGRESSIVE}) {
    const Image image = decode_image(jpeg_of(example_pixels(), TJSAMP_444, flags), "a", ImageColor::rgb);
    CHECK(image.size == ImageSize{height, width});
    CHECK(image.pixels.size() == 3 * height * width);
  }
  const std::vector<std::uint8_t> even(3 * height * width, 100);
  for (const std::uint8_t pixel : decode_image(jpeg_of(even, TJSAMP_420), "a", ImageColor::rgb).pixels)
    CHECK(pixel == 100);
  for (const std::uint8_t pixel : decode_image(jpeg_of(even, TJSAMP_420), "a", ImageColor::grayscale).pixels) {
    CHECK(pixel == 100);
  }
}

TEST_CASE("every cut is an error, and no changed byte is more than that") {
  const std::array<Bytes, 3> files = {png_of(example_pixels(), PNG_FORMAT_RGB), jpeg_of(example_pixels(), TJSAMP_420),
                                      bmp_of(example_pixels(), 24)};
  for (const Bytes& file : files) {
    for (std::size_t length = 0; length < file.size(); ++length) {
      CHECK_THROWS_AS(decode_image(std::span(file).first(length), "a", ImageColor::rgb), kvant::Error);
    }
    for (std::size_t i = 0; i < file.size(); ++i) {
      for (const int bits : {0x01, 0x80, 0xff}) {
        Bytes changed = file;
        changed[i] ^= static_cast<std::byte>(bits);
        try {
          decode_image(changed, "a", ImageColor::grayscale);
        } catch (const kvant::Error&) {  // or another picture
        }
      }
    }
  }
}

TEST_CASE("messages say what is wrong") {
  const auto check = [](Bytes bytes, const char* message) {
    CHECK_THROWS_WITH_AS(decode_image(bytes, "a.png", ImageColor::rgb), message, kvant::Error);
  };
  check({}, "a.png: is empty");
  check(Bytes(100), "a.png: is no PNG, JPEG or BMP picture");
  Bytes png = png_of(example_pixels(), PNG_FORMAT_RGB);
  check({png.begin(), png.end() - 20}, "a.png: is a damaged PNG picture, received it ends too early");
  Bytes jpeg = jpeg_of(example_pixels(), TJSAMP_420);
  check({jpeg.begin(), jpeg.end() - 2}, "a.png: is a damaged JPEG picture, received Premature end of JPEG file");
  Bytes bmp = bmp_of(example_pixels(), 24);
  check({bmp.begin(), bmp.end() - 1}, "a.png: is a BMP picture that ends too early");
  bmp[28] = std::byte{16};
  check(bmp, "a.png: must be a BMP picture of 8, 24 or 32 bits, received 16");
  bmp[28] = std::byte{24};
  bmp[20] = bmp[24] = std::byte{1};  // 65536 more pixels each way
  check(bmp, "a.png: is a picture of more than 67108864 pixels, received 65541 x 65543");
}

TEST_CASE("resizing to the same size changes nothing, and twice as wide lies between") {
  Image image{{1, 2}, 1, {0, 100}};
  std::array<float, 4> wide{};
  resize_bilinear(image, {1, 2}, wide.data());
  CHECK(wide[0] == 0.0f);
  CHECK(wide[1] == 100.0f);
  resize_bilinear(image, {1, 4}, wide.data());
  CHECK(wide == std::array{0.0f, 25.0f, 75.0f, 100.0f});
}
