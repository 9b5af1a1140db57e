// SPDX-License-Identifier: Apache-2.0
// Augmentations: known turns and shifts, edges, and the same numbers for the same seed.
#include "data/random_preprocessing.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <array>
#include <cmath>
#include <numeric>

using kvant::Shape;
using kvant::random::Philox;
using namespace kvant::data;

namespace {

using Pixels = std::vector<float>;

/// 1 2 3 / 4 5 6 / 7 8 9.
Pixels square() {
  Pixels pixels(9);
  std::iota(pixels.begin(), pixels.end(), 1.0f);
  return pixels;
}

Pixels applied(Augmentation&& augmentation, Pixels pixels, const Shape& shape, std::uint64_t seed = 1) {
  Philox numbers(seed);
  augmentation.apply(pixels, shape, numbers);
  return pixels;
}

Pixels warped(const AffineMap& map, const WarpStyle& style, const Pixels& pixels, std::int64_t height) {
  Pixels result(pixels.size());
  warp_image(pixels.data(), height, static_cast<std::int64_t>(pixels.size()) / height, 1, map, style, result.data());
  return result;
}

}  // namespace

TEST_CASE("flips happen half of the times, along each axis by itself") {
  int across = 0, down = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const Pixels flipped = applied(RandomFlip(true, true), {1, 2, 3, 4}, {2, 2, 1}, seed);
    const bool is_across = flipped[0] == 2 || flipped[0] == 4, is_down = flipped[0] > 2;
    across += is_across, down += is_down;
    CHECK(flipped[0] + flipped[3] == 5);
    CHECK(flipped[1] + flipped[2] == 5);
  }
  CHECK(across > 440);
  CHECK(across < 560);
  CHECK(down > 440);
  CHECK(down < 560);
  CHECK(applied(RandomFlip(false, false), square(), {3, 3, 1}) == square());
}

TEST_CASE("channels stay together when a picture flips") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Pixels flipped = applied(RandomFlip(true, false), {1, 2, 3, 4, 5, 6}, {1, 3, 2}, seed);
    CHECK((flipped == Pixels{1, 2, 3, 4, 5, 6} || flipped == Pixels{5, 6, 3, 4, 1, 2}));
  }
}

TEST_CASE("a shift by a third of three pixels is one pixel, and edges are filled as asked") {
  const FactorRange third = {1.0 / 3, 1.0 / 3}, none;
  const auto shift = [&](FillMode mode) {
    return applied(RandomTranslation(third, none, {mode, Interpolation::nearest, 9.0f}), {1, 2, 3}, {3, 1, 1});
  };
  CHECK(shift(FillMode::reflect) == Pixels{1, 1, 2});
  CHECK(shift(FillMode::nearest) == Pixels{1, 1, 2});
  CHECK(shift(FillMode::wrap) == Pixels{3, 1, 2});
  CHECK(shift(FillMode::constant) == Pixels{9, 1, 2});
  CHECK(applied(RandomTranslation(none, third, {FillMode::wrap, Interpolation::nearest}), {1, 2, 3}, {1, 3, 1}) ==
        Pixels{3, 1, 2});
  CHECK(applied(RandomTranslation({-0.5, -0.5}, none), {10, 20}, {2, 1, 1}) == Pixels{20, 20});
}

TEST_CASE("half a pixel lies between two, and far outside is still filled") {
  const WarpStyle reflect, constant = {FillMode::constant, Interpolation::bilinear, 8.0f};
  CHECK(warped({.column_offset = 0.5f}, reflect, {10, 20, 40}, 1) == Pixels{15, 30, 40});
  CHECK(warped({.column_offset = 0.5f}, constant, {10, 20, 40}, 1) == Pixels{15, 30, 24});
  CHECK(warped({.column_offset = 4}, reflect, {10, 20, 40}, 1) == Pixels{20, 10, 10});
  CHECK(warped({.column_offset = -4}, reflect, {10, 20, 40}, 1) == Pixels{40, 40, 20});
  CHECK(warped({.column_offset = 1e30f}, constant, {10, 20, 40}, 1) == Pixels{8, 8, 8});
  for (const float value : warped({.column_offset = -1e30f}, reflect, {10, 20, 40}, 1)) CHECK(std::isfinite(value));
}

TEST_CASE("a quarter turn is counterclockwise, and a whole one nothing") {
  const WarpStyle style = {FillMode::constant, Interpolation::nearest};
  CHECK(applied(RandomRotation({0.25, 0.25}, style), square(), {3, 3, 1}) == Pixels{3, 6, 9, 2, 5, 8, 1, 4, 7});
  CHECK(applied(RandomRotation({1, 1}, style), square(), {3, 3, 1}) == square());
}

TEST_CASE("zooming out by 1 halves a picture around its middle, and 0 leaves it") {
  const WarpStyle style = {FillMode::constant, Interpolation::nearest};
  CHECK(applied(RandomZoom({1, 1}, style), square(), {3, 3, 1}) == Pixels{0, 0, 0, 0, 5, 0, 0, 0, 0});
  CHECK(applied(RandomZoom({0, 0}, style), square(), {3, 3, 1}) == square());
  CHECK(applied(RandomZoom({0, 0}, {1, 1}, style), square(), {3, 3, 1}) == Pixels{0, 2, 0, 0, 5, 0, 0, 8, 0});
}

TEST_CASE("noise has the deviation that was asked for") {
  const Pixels noise = applied(GaussianNoise(2.0), Pixels(100000), {100000});
  double sum = 0, squares = 0;
  for (const float value : noise) sum += value, squares += double{value} * value;
  CHECK(std::fabs(sum / 100000) < 0.03);
  CHECK(std::fabs(squares / 100000 - 4) < 0.1);
}

TEST_CASE("seed and stream decide, and nothing that came before") {
  RandomRotation turn({-0.5, 0.5});
  Pixels first = square(), second = square(), other = square();
  Philox numbers(3, 7), again(3, 7), different(3, 8);
  turn.apply(first, {3, 3, 1}, numbers);
  turn.apply(other, {3, 3, 1}, different);
  turn.apply(second, {3, 3, 1}, again);
  CHECK(first == second);
  CHECK(first != other);
}

TEST_CASE("ranges that are none and samples that are no pictures are refused") {
  CHECK_THROWS_WITH_AS(RandomRotation({0.5, -0.5}),
                       "RandomRotation: factors must be between -1 and 1, the lower one first, received [0.5, -0.5]",
                       kvant::Error);
  CHECK_THROWS_AS(RandomTranslation({0, 2}, {0, 0}), kvant::Error);
  CHECK_THROWS_AS(RandomZoom({-1, 0}), kvant::Error);
  CHECK_THROWS_AS(GaussianNoise(-1), kvant::Error);
  CHECK_THROWS_WITH_AS(applied(RandomFlip(true, true), square(), {9}),
                       "augmentation: needs pictures (height, width, channels), received (9,)", kvant::Error);
}
