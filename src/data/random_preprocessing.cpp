// SPDX-License-Identifier: Apache-2.0
// What each random preprocessing layer draws, and does with it.
#include "data/random_preprocessing.h"

#include <fmt/format.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <numbers>

#include "random/portable_math.h"

namespace kvant::data {
namespace {

void check_range(const char* name, const FactorRange& range, double low, double high) {
  if (range.low >= low && range.low <= range.high && range.high <= high) return;
  throw Error(name, fmt::format("factors must be between {} and {}, the lower one first", low, high),
              fmt::format("[{}, {}]", range.low, range.high), ErrorKind::usage);
}

void check_picture(const Shape& shape) {
  if (shape.size() == 3) return;
  throw Error("augmentation", "needs pictures (height, width, channels)", to_string(shape));
}

float draw_from(const FactorRange& range, random::Philox& numbers) {
  return static_cast<float>(range.low + (range.high - range.low) * numbers.uniform_double());
}

}  // namespace

void RandomFlip::apply(std::span<float> sample, const Shape& shape, random::Philox& numbers) {
  check_picture(shape);
  const std::int64_t height = shape[0], width = shape[1], channels = shape[2];
  const bool across = horizontal_ && numbers.uniform() < 0.5f;
  const bool down = vertical_ && numbers.uniform() < 0.5f;
  const auto swap_runs = [&](std::int64_t a, std::int64_t b, std::int64_t length) {
    std::swap_ranges(sample.begin() + a, sample.begin() + a + length, sample.begin() + b);
  };
  const std::int64_t row = width * channels;
  for (std::int64_t y = 0; across && y < height; ++y) {
    for (std::int64_t x = 0; x < width / 2; ++x) {
      swap_runs(y * row + x * channels, y * row + (width - 1 - x) * channels, channels);
    }
  }
  for (std::int64_t y = 0; down && y < height / 2; ++y) swap_runs(y * row, (height - 1 - y) * row, row);
}

void RandomWarp::apply(std::span<float> sample, const Shape& shape, random::Philox& numbers) {
  check_picture(shape);
  before_.assign(sample.begin(), sample.end());
  const AffineMap map = draw(static_cast<float>(shape[0]), static_cast<float>(shape[1]), numbers);
  warp_image(before_.data(), shape[0], shape[1], shape[2], map, style_, sample.data());
}

RandomTranslation::RandomTranslation(FactorRange height, FactorRange width, const WarpStyle& style)
    : RandomWarp(style), height_(height), width_(width) {
  check_range("RandomTranslation", height, -1, 1);
  check_range("RandomTranslation", width, -1, 1);
}

AffineMap RandomTranslation::draw(float height, float width, random::Philox& numbers) const {
  AffineMap map;
  map.row_offset = -draw_from(height_, numbers) * height;
  map.column_offset = -draw_from(width_, numbers) * width;
  return map;
}

RandomRotation::RandomRotation(FactorRange factor, const WarpStyle& style) : RandomWarp(style), factor_(factor) {
  check_range("RandomRotation", factor, -1, 1);
}

AffineMap RandomRotation::draw(float height, float width, random::Philox& numbers) const {
  const double angle = 2 * std::numbers::pi * static_cast<double>(draw_from(factor_, numbers));
  const auto cosine = static_cast<float>(random::portable_cos(angle));
  const auto sine = static_cast<float>(random::portable_sin(angle));
  // Rows count downwards: what comes to a place stood clockwise of it before.
  const float middle_row = (height - 1) / 2, middle_column = (width - 1) / 2;
  AffineMap map{cosine, sine, 0, -sine, cosine, 0};
  map.row_offset = middle_row - (cosine * middle_row + sine * middle_column);
  map.column_offset = middle_column - (cosine * middle_column - sine * middle_row);
  return map;
}

RandomZoom::RandomZoom(FactorRange both, const WarpStyle& style)
    : RandomWarp(style), height_(both), width_(both), keep_aspect_(true) {
  check_range("RandomZoom", both, -0.99, 100);
}

RandomZoom::RandomZoom(FactorRange height, FactorRange width, const WarpStyle& style)
    : RandomWarp(style), height_(height), width_(width), keep_aspect_(false) {
  check_range("RandomZoom", height, -0.99, 100);
  check_range("RandomZoom", width, -0.99, 100);
}

AffineMap RandomZoom::draw(float height, float width, random::Philox& numbers) const {
  const float rows = 1 + draw_from(height_, numbers);
  const float columns = keep_aspect_ ? rows : 1 + draw_from(width_, numbers);
  return {rows, 0, (height - 1) / 2 * (1 - rows), 0, columns, (width - 1) / 2 * (1 - columns)};
}

GaussianNoise::GaussianNoise(double stddev) : stddev_(stddev) {
  if (!(stddev >= 0 && stddev <= 1e30))
    throw Error("GaussianNoise", "stddev must be 0 or more", std::to_string(stddev), ErrorKind::usage);
}

void GaussianNoise::apply(std::span<float> sample, const Shape&, random::Philox& numbers) {
  for (float& number : sample) number += static_cast<float>(stddev_ * numbers.normal());
}

}  // namespace kvant::data
