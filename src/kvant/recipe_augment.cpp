// SPDX-License-Identifier: Apache-2.0
// From TOML to augmentations.
#include "kvant/recipe_augment.h"

namespace kvant::recipes {
namespace {

/// One number for height and width, or one for each; none where the key is absent.
std::vector<double> read_factors(Section& section, const std::string& key) {
  std::vector<double> factors;
  section.read(key, factors);
  if (factors.size() == 1) factors.push_back(factors[0]);
  if (!factors.empty() && factors.size() != 2) section.refuse(key, "must be a number, or [height, width]");
  return factors;
}

/// Adds what make gives; a problem is told at the key's place.
template <class Make>
void add(std::vector<Augmentation>& augmentations, const Section& section, const std::string& key, const Make& make) {
  try {
    augmentations.push_back(make());
  } catch (const Error& error) {
    section.refuse(key, error.problem() + (error.received().empty() ? "" : ", received " + error.received()));
  }
}

}  // namespace

std::vector<Augmentation> read_augment(Section section) {
  std::string flip;
  section.read("random_flip", flip);
  const std::vector<double> translation = read_factors(section, "random_translation");
  std::vector<double> rotation, noise;
  section.read("random_rotation", rotation);
  const std::vector<double> zoom = read_factors(section, "random_zoom");
  section.read("gaussian_noise", noise);
  WarpOptions warp;
  section.read_word("fill_mode", warp.fill_mode, {"reflect", "nearest", "wrap", "constant"});
  section.read_word("interpolation", warp.interpolation, {"bilinear", "nearest"});
  section.read("fill_value", warp.fill_value);
  section.finish();
  if (rotation.size() > 1) section.refuse("random_rotation", "must be a number");
  if (noise.size() > 1) section.refuse("gaussian_noise", "must be a number");

  std::vector<Augmentation> found;
  if (!flip.empty()) add(found, section, "random_flip", [&] { return random_flip(flip); });
  if (!translation.empty()) {
    add(found, section, "random_translation", [&] { return random_translation(translation[0], translation[1], warp); });
  }
  if (!rotation.empty()) add(found, section, "random_rotation", [&] { return random_rotation(rotation[0], warp); });
  if (!zoom.empty()) add(found, section, "random_zoom", [&] { return random_zoom(zoom[0], zoom[1], warp); });
  if (!noise.empty()) add(found, section, "gaussian_noise", [&] { return gaussian_noise(noise[0]); });
  return found;
}

}  // namespace kvant::recipes
