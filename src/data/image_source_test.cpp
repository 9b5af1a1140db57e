// SPDX-License-Identifier: Apache-2.0
// Pictures as samples: order, sizes, what is refused before training.
#include "data/image_source.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <array>
#include <cstring>
#include <map>

#include "data/row_subset.h"

using namespace kvant::data;

namespace {

/// A BMP of one colour.
std::vector<std::byte> bmp_of(std::int32_t height, std::int32_t width, int value) {
  const std::size_t row_bytes = (static_cast<std::size_t>(width) * 3 + 3) / 4 * 4;
  std::vector<std::byte> bytes(54 + static_cast<std::size_t>(height) * row_bytes, static_cast<std::byte>(value));
  std::memset(bytes.data(), 0, 54);
  const auto put = [&](std::size_t at, std::int32_t word) { std::memcpy(&bytes[at], &word, 4); };
  bytes[0] = std::byte{'B'}, bytes[1] = std::byte{'M'};
  put(10, 54), put(14, 40), put(18, width), put(22, height), put(26, 1 | 24 << 16);
  return bytes;
}

std::map<std::string, std::vector<std::byte>> folder() {
  return {{"a.bmp", bmp_of(2, 3, 10)}, {"b.bmp", bmp_of(2, 3, 20)}, {"c.bmp", bmp_of(4, 4, 30)}, {"d.bmp", {}}};
}

ImageSource make(std::vector<LabeledFile> files, std::optional<ImageSize> size = {},
                 ImageColor color = ImageColor::grayscale) {
  return {std::move(files), color, size, [](const std::string& path) { return folder().at(path); }};
}

}  // namespace

TEST_CASE("pictures of one size are samples as they are, streamed or read at once") {
  ImageSource source = make({{"a.bmp", 0}, {"b.bmp", 4}}, {}, ImageColor::rgb);
  CHECK(source.input_shapes()[0] == kvant::Shape{2, 3, 3});
  CHECK_FALSE(source.in_memory());
  std::array<float, 36> pixels{};
  std::array<float, 2> labels{};
  const std::array<std::int64_t, 2> rows = {1, 0};
  source.fetch(rows, std::array{pixels.data()}, std::array{labels.data()});
  CHECK(pixels[0] == 20.0f);
  CHECK(pixels[18] == 10.0f);
  CHECK(labels == std::array{4.0f, 0.0f});
  labels = {};
  source.fetch(rows, {}, std::array{labels.data()});
  CHECK(labels == std::array{4.0f, 0.0f});
  const StoredArray all = source.read_all(1000);
  CHECK(all.dtype == kvant::DType::uint8);
  CHECK(all.shape == kvant::Shape{2, 2, 3, 3});
  CHECK(std::to_integer<int>(all.bytes[18]) == 20);
  CHECK(source.labels().shape == kvant::Shape{2});
  CHECK_THROWS_WITH_AS(
      source.read_all(35),
      "images: need more than 0 MiB of memory; stream = true reads them as they are needed, received 2 "
      "of (2, 3, 3)",
      kvant::Error);
}

TEST_CASE("other sizes are refused by name, or resized when asked") {
  CHECK_THROWS_WITH_AS(make({{"a.bmp", 0}, {"b.bmp", 0}, {"c.bmp", 1}}),
                       "c.bmp: must be 2 x 3 as a.bmp is, unless image_size is given, received 4 x 4", kvant::Error);
  ImageSource source = make({{"a.bmp", 0}, {"c.bmp", 1}}, ImageSize{1, 2});
  CHECK(source.input_shapes()[0] == kvant::Shape{1, 2, 1});
  CHECK(source.read_all(1000).dtype == kvant::DType::float32);
  std::array<float, 2> pixels{};
  const std::array<std::int64_t, 1> rows = {1};
  source.fetch(rows, std::array{pixels.data()}, {});
  CHECK(pixels == std::array{30.0f, 30.0f});
}

TEST_CASE("pictures that are none are refused before anything is read") {
  CHECK_THROWS_WITH_AS(make({{"a.bmp", 0}, {"d.bmp", 0}}), "d.bmp: is empty", kvant::Error);
  CHECK_THROWS_AS(make({}), kvant::Error);
  CHECK_THROWS_AS(make({{"a.bmp", 0}}, ImageSize{0, 5}), kvant::Error);
}

TEST_CASE("some rows of a source") {
  RowSubset some(std::make_shared<ImageSource>(make({{"a.bmp", 0}, {"b.bmp", 1}, {"a.bmp", 2}})), {2, 1});
  CHECK(some.rows() == 2);
  std::array<float, 6> pixels{};
  float label = 0;
  const std::array<std::int64_t, 1> rows = {1};
  some.fetch(rows, std::array{pixels.data()}, std::array{&label});
  CHECK(pixels[0] == 20.0f);
  CHECK(label == 1.0f);
}
