// SPDX-License-Identifier: Apache-2.0
// Gathers the pixels of a warped picture.
#include "data/image_warp.h"

#include <algorithm>
#include <cmath>

namespace kvant::data {
namespace {

constexpr std::int64_t outside = -1;

/// The place inside [0, length) that stands for one beyond it; outside: the fill value.
std::int64_t filled(std::int64_t place, std::int64_t length, FillMode mode) {
  if (place >= 0 && place < length) return place;
  switch (mode) {
    case FillMode::nearest:
      return place < 0 ? 0 : length - 1;
    case FillMode::wrap:
      return ((place % length) + length) % length;
    case FillMode::reflect: {
      const std::int64_t within = ((place % (2 * length)) + 2 * length) % (2 * length);
      return within < length ? within : 2 * length - 1 - within;
    }
    case FillMode::constant:
      break;
  }
  return outside;
}

/// The two places of an axis between which a pixel is taken, and the second one's share.
struct Taps {
  std::int64_t first = 0, second = 0;
  float share = 0;
};

Taps taps_of(float place, std::int64_t length, const WarpStyle& style) {
  // Farther away nothing new is seen, and an integer would overflow.
  constexpr float farthest = 1 << 24;
  place = std::clamp(place, -farthest, farthest);
  if (style.interpolation == Interpolation::nearest) {
    const std::int64_t nearest = filled(static_cast<std::int64_t>(std::floor(place + 0.5f)), length, style.fill_mode);
    return {nearest, nearest, 0};
  }
  const float floor = std::floor(place);
  const auto first = static_cast<std::int64_t>(floor);
  return {filled(first, length, style.fill_mode), filled(first + 1, length, style.fill_mode), place - floor};
}

}  // namespace

void warp_image(const float* from, std::int64_t height, std::int64_t width, std::int64_t channels, const AffineMap& map,
                const WarpStyle& style, float* to) {
  for (std::int64_t row = 0; row < height; ++row) {
    for (std::int64_t column = 0; column < width; ++column) {
      const auto r = static_cast<float>(row), c = static_cast<float>(column);
      const Taps rows = taps_of(map.row_row * r + map.row_column * c + map.row_offset, height, style);
      const Taps columns = taps_of(map.column_row * r + map.column_column * c + map.column_offset, width, style);
      for (std::int64_t channel = 0; channel < channels; ++channel) {
        const auto at = [&](std::int64_t y, std::int64_t x) {
          if (y == outside || x == outside) return style.fill_value;
          return from[(y * width + x) * channels + channel];
        };
        const auto along = [&](std::int64_t y) {
          const float left = at(y, columns.first);
          return columns.share == 0.0f ? left : left + (at(y, columns.second) - left) * columns.share;
        };
        const float top = along(rows.first);
        *to++ = rows.share == 0.0f ? top : top + (along(rows.second) - top) * rows.share;
      }
    }
  }
}

}  // namespace kvant::data
