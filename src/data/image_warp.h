// SPDX-License-Identifier: Apache-2.0
// Shifts, turns and stretches of a picture by an affine map.
#pragma once

#include <cstdint>
#include <span>

namespace kvant::data {

/// What lies beyond the edge: the picture mirrored at it (d c b a | a b c d | d c b a), its last pixel, the picture
/// again, or one value.
enum class FillMode : std::uint8_t { reflect, nearest, wrap, constant };
enum class Interpolation : std::uint8_t { bilinear, nearest };

/// Where the pixel that comes to (row, column) is taken from, in pixels:
/// row' = row_row * row + row_column * column + row_offset, and likewise column'.
struct AffineMap {
  float row_row = 1, row_column = 0, row_offset = 0;
  float column_row = 0, column_column = 1, column_offset = 0;
};

struct WarpStyle {
  FillMode fill_mode = FillMode::reflect;
  Interpolation interpolation = Interpolation::bilinear;
  float fill_value = 0;  ///< of FillMode::constant
};

/// Writes to [height, width, channels], which must not be from. The map's numbers must be finite.
void warp_image(const float* from, std::int64_t height, std::int64_t width, std::int64_t channels, const AffineMap& map,
                const WarpStyle& style, float* to);

}  // namespace kvant::data
