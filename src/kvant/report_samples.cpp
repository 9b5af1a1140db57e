// SPDX-License-Identifier: Apache-2.0
// Shrinking samples to a few bytes.
#include "kvant/report_samples.h"

#include "kvant/report_data.h"

#include <algorithm>
#include <cmath>

namespace kvant {
namespace {

constexpr std::int64_t most_channels = 6;  // of a signal

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace

std::string base64(const std::vector<std::uint8_t>& bytes) {
  constexpr const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j) bits = bits << 8 | (j < count ? bytes[i + j] : 0U);
    for (std::size_t j = 0; j < 4; ++j) text += j <= count ? letters[bits >> (18 - 6 * j) & 63] : '=';
  }
  return text;
}

SampleDrawings::SampleDrawings(const Array& x, const Shape& shape) : x_(x) {
  find_form(shape);
  if (kind_ != Kind::none) find_range();
}

void SampleDrawings::find_form(const Shape& shape) {
  const bool colored = shape.size() == 3 && (shape[2] == 1 || shape[2] == 3);
  if (colored || (shape.size() == 2 && shape[1] > most_channels)) {
    kind_ = Kind::picture;
    height_ = shape[0];
    width_ = shape[1];
    channels_ = colored ? shape[2] : 1;
    block_ = divide_up(std::max(height_, width_), most_pixels);
  } else if (shape.size() == 1 || shape.size() == 2) {
    kind_ = Kind::signal;
    height_ = shape[0];
    channels_ = shape.size() == 2 ? shape[1] : 1;
    // Two points for each block: its lowest and its highest value.
    if (height_ > most_points) block_ = divide_up(2 * height_, most_points);
  }
}

void SampleDrawings::find_range() {
  constexpr std::int64_t rows = 256;  // at a time: the whole set in real numbers could be large
  low_ = INFINITY, high_ = -INFINITY;
  bool whole = true;
  for (std::int64_t row = 0; row < x_.rows(); row += rows) {
    const Array part = x_.slice(row, std::min(row + rows, x_.rows())).astype(DType::float32);
    for (const float value : part.values<float>()) {
      low_ = std::min(low_, value);
      high_ = std::max(high_, value);
      whole = whole && value == std::floor(value);
    }
  }
  if (kind_ == Kind::picture && whole && low_ >= 0 && high_ > 100 && high_ <= 255) low_ = 0, high_ = 255;
}

std::uint8_t SampleDrawings::byte_of(double value) const {
  const double range = static_cast<double>(high_) - low_;
  const double share = range > 0 ? (value - low_) / range : 0.5;
  return static_cast<std::uint8_t>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
}

nlohmann::ordered_json SampleDrawings::form() const {
  if (kind_ == Kind::none) return {{"kind", "none"}};
  nlohmann::ordered_json form = {{"kind", kind_ == Kind::picture ? "picture" : "signal"}};
  if (kind_ == Kind::picture) {
    form["height"] = divide_up(height_, block_);
    form["width"] = divide_up(width_, block_);
  } else {
    form["points"] = block_ == 1 ? height_ : 2 * divide_up(height_, block_);
  }
  form["channels"] = channels_;
  form["low"] = json_number(low_);
  form["high"] = json_number(high_);
  return form;
}

std::string SampleDrawings::bytes_of(std::int64_t row) const {
  if (kind_ == Kind::none) return {};
  const Array sample = x_.slice(row, row + 1).astype(DType::float32);
  const auto values = sample.values<float>();
  const auto value = [&](std::int64_t y, std::int64_t x, std::int64_t channel) {
    return static_cast<double>(values[static_cast<std::size_t>((y * width_ + x) * channels_ + channel)]);
  };
  std::vector<std::uint8_t> bytes;
  for (std::int64_t top = 0; top < height_; top += block_) {
    const std::int64_t bottom = std::min(top + block_, height_);
    std::vector<std::uint8_t> highest;
    for (std::int64_t left = 0; left < width_; left += block_) {
      const std::int64_t right = std::min(left + block_, width_);
      for (std::int64_t channel = 0; channel < channels_; ++channel) {
        double sum = 0, least = INFINITY, most = -INFINITY;
        for (std::int64_t y = top; y < bottom; ++y) {
          for (std::int64_t x = left; x < right; ++x) {
            sum += value(y, x, channel);
            least = std::min(least, value(y, x, channel));
            most = std::max(most, value(y, x, channel));
          }
        }
        const double mean = sum / static_cast<double>((bottom - top) * (right - left));
        bytes.push_back(byte_of(kind_ == Kind::picture ? mean : least));
        highest.push_back(byte_of(most));
      }
    }
    if (kind_ == Kind::signal && block_ > 1) bytes.insert(bytes.end(), highest.begin(), highest.end());
  }
  return base64(bytes);
}

}  // namespace kvant
