// SPDX-License-Identifier: Apache-2.0
// Pictures that look a little different each time a training sees them: Keras' random preprocessing layers.
//
//   model.fit(data, {.epochs = 8, .augmentations = {kvant::random_flip("horizontal"), kvant::random_translation(0.1,
//   0.1)}})
#pragma once

#include <memory>
#include <string>

namespace kvant {

namespace data {
class Augmentation;
}

/// For FitOptions::augmentations. Samples are changed in the order of the list; what is drawn depends on the seed, the
/// epoch and the sample's row alone. Validation is never changed. The random_ ones need samples [height, width,
/// channels]; their functions throw a usage Error for a range or a word that they do not take.
using Augmentation = std::shared_ptr<data::Augmentation>;

/// Drawn evenly: from [-factor, factor], or from [low, high].
struct Factor {
  Factor(double factor) : low(-factor), high(factor) {}
  Factor(double lower, double upper) : low(lower), high(upper) {}
  double low, high;
};

/// How a warped picture is made.
struct WarpOptions {
  /// What lies beyond the edge: "reflect" (d c b a | a b c d | d c b a), "nearest", "wrap" or "constant".
  std::string fill_mode = "reflect";
  std::string interpolation = "bilinear";  ///< or "nearest"
  double fill_value = 0;                   ///< of "constant"
};

/// Each half of the times: mode "horizontal" swaps left and right, "vertical" top and bottom, or
/// "horizontal_and_vertical".
Augmentation random_flip(const std::string& mode = "horizontal_and_vertical");
/// Down and to the right by shares of the height and the width, in [-1, 1]; whole pixels only by chance.
Augmentation random_translation(Factor height, Factor width, const WarpOptions& options = {});
/// Counterclockwise by a share of a whole turn, in [-1, 1].
Augmentation random_rotation(Factor factor, const WarpOptions& options = {});
/// Above 0 out, below 0 in: the size is divided by 1 + factor. Both directions alike, or each by itself.
Augmentation random_zoom(Factor factor, const WarpOptions& options = {});
Augmentation random_zoom(Factor height, Factor width, const WarpOptions& options = {});
/// Adds normally distributed numbers of this deviation, 0 or more, to samples of any shape.
Augmentation gaussian_noise(double stddev);

}  // namespace kvant
