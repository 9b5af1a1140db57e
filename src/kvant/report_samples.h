// SPDX-License-Identifier: Apache-2.0
// Samples as the report draws them: pictures and signals of a few bytes each.
#pragma once

#include <kvant/types/array.h>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>

namespace kvant {

/// The longer side of a drawn picture, in pixels, and the points of a drawn signal: larger ones are drawn smaller.
inline constexpr std::int64_t most_pixels = 64, most_points = 128;

/// Bytes as base64 (RFC 4648, with padding).
std::string base64(const std::vector<std::uint8_t>& bytes);

/// How the samples of a data set are drawn.
///   [h, w, 1] or [h, w, 3], or [h, w] with more than 6 columns: a picture; blocks of pixels become their mean.
///   [n] or [n, up to 6]: a signal of n steps, one line for each channel; of a block of steps the lowest and highest.
///   else: not at all.
/// The data's range becomes 0..255: 0 to 255 for whole numbers that are pixels, else from the lowest to the highest.
class SampleDrawings {
 public:
  /// x: batch first, at least one row; must live as long as this. shape: of a sample, without the batch.
  SampleDrawings(const Array& x, const Shape& shape);

  /// {"kind": "picture", "height", "width", "channels", "low", "high"}, the same with "signal" and "points" instead of
  /// height and width, or {"kind": "none"}.
  nlohmann::ordered_json form() const;
  /// The bytes of a row as base64: rows of pixels, or points, the channels of each together. Empty for kind "none".
  std::string bytes_of(std::int64_t row) const;

 private:
  enum class Kind { none, picture, signal };

  void find_form(const Shape& shape);
  void find_range();
  std::uint8_t byte_of(double value) const;

  const Array& x_;
  Kind kind_ = Kind::none;
  std::int64_t height_ = 1, width_ = 1, channels_ = 1;  ///< of a sample; a signal's height is its steps
  std::int64_t block_ = 1;                              ///< pixels along each side, or steps, that are drawn as one
  float low_ = 0, high_ = 1;
};

}  // namespace kvant
