// SPDX-License-Identifier: Apache-2.0
// Keras' random preprocessing layers: pictures that look a little different each time they are learned from.
#pragma once

#include "data/image_warp.h"
#include "data/sample_source.h"

#include <string>
#include <vector>

namespace kvant::data {

/// Drawn evenly from [low, high]. Keras' single number f is [-f, f].
struct FactorRange {
  double low = 0, high = 0;
};

// The pictures are [height, width, channels]; other samples are an Error. The constructors throw a usage Error for
// ranges that are no ranges. What is drawn, in this order, is said of each.

/// Left becomes right (horizontal) or top becomes bottom (vertical), each half of the times: a number for each, the
/// horizontal first.
class RandomFlip : public Augmentation {
 public:
  RandomFlip(bool horizontal, bool vertical) : horizontal_(horizontal), vertical_(vertical) {}
  void apply(std::span<float> sample, const Shape& shape, random::Philox& numbers) override;

 private:
  bool horizontal_, vertical_;
};

/// An affine map that is drawn anew for each sample.
class RandomWarp : public Augmentation {
 public:
  void apply(std::span<float> sample, const Shape& shape, random::Philox& numbers) override;

 protected:
  explicit RandomWarp(const WarpStyle& style) : style_(style) {}
  /// height and width in pixels.
  virtual AffineMap draw(float height, float width, random::Philox& numbers) const = 0;

 private:
  WarpStyle style_;
  std::vector<float> before_;
};

/// Down by a share of the height, then to the right by a share of the width; within [-1, 1].
class RandomTranslation : public RandomWarp {
 public:
  RandomTranslation(FactorRange height, FactorRange width, const WarpStyle& style = {});

 private:
  AffineMap draw(float height, float width, random::Philox& numbers) const override;
  FactorRange height_, width_;
};

/// Counterclockwise around the middle by a share of a whole turn; within [-1, 1].
class RandomRotation : public RandomWarp {
 public:
  explicit RandomRotation(FactorRange factor, const WarpStyle& style = {});

 private:
  AffineMap draw(float height, float width, random::Philox& numbers) const override;
  FactorRange factor_;
};

/// Around the middle: a factor above 0 zooms out, below 0 in, as 1 + factor divides the size; above -1. The height's
/// factor first, then the width's; with keep_aspect the height's is that of both.
class RandomZoom : public RandomWarp {
 public:
  explicit RandomZoom(FactorRange both, const WarpStyle& style = {});
  RandomZoom(FactorRange height, FactorRange width, const WarpStyle& style = {});

 private:
  AffineMap draw(float height, float width, random::Philox& numbers) const override;
  FactorRange height_, width_;
  bool keep_aspect_;
};

/// Adds to every number one of the normal distribution around 0, in order; samples of any shape. stddev: 0 or more.
class GaussianNoise : public Augmentation {
 public:
  explicit GaussianNoise(double stddev);
  void apply(std::span<float> sample, const Shape& shape, random::Philox& numbers) override;

 private:
  double stddev_;
};

}  // namespace kvant::data
