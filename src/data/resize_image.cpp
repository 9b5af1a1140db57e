// SPDX-License-Identifier: Apache-2.0
// Bilinear interpolation.
#include "data/resize_image.h"

#include <algorithm>
#include <cmath>

namespace kvant::data {
namespace {

/// Between which two places of an axis a new place lies, and how far behind the first.
struct Between {
  std::int64_t lower, upper;
  float share;
};

std::vector<Between> places_of(std::int64_t old_length, std::int64_t new_length) {
  const float scale = static_cast<float>(old_length) / static_cast<float>(new_length);
  std::vector<Between> places;
  for (std::int64_t i = 0; i < new_length; ++i) {
    const float place = (static_cast<float>(i) + 0.5f) * scale - 0.5f;
    const float floor = std::floor(place);
    places.push_back({std::max(static_cast<std::int64_t>(floor), std::int64_t{0}),
                      std::min(static_cast<std::int64_t>(std::ceil(place)), old_length - 1), place - floor});
  }
  return places;
}

}  // namespace

void resize_bilinear(const Image& image, const ImageSize& size, float* numbers) {
  const std::vector<Between> rows = places_of(image.size.height, size.height);
  const std::vector<Between> columns = places_of(image.size.width, size.width);
  const auto at = [&](std::int64_t row, std::int64_t column, std::int64_t channel) {
    const std::int64_t place = (row * image.size.width + column) * image.channels + channel;
    return static_cast<float>(image.pixels[static_cast<std::size_t>(place)]);
  };
  for (const Between& row : rows) {
    for (const Between& column : columns) {
      for (std::int64_t channel = 0; channel < image.channels; ++channel) {
        const auto along = [&](std::int64_t y) {
          const float left = at(y, column.lower, channel);
          return left + (at(y, column.upper, channel) - left) * column.share;
        };
        const float top = along(row.lower);
        *numbers++ = top + (along(row.upper) - top) * row.share;
      }
    }
  }
}

}  // namespace kvant::data
