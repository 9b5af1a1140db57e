// SPDX-License-Identifier: Apache-2.0
// Augmentations by Keras' words.
#include <kvant/augmentations.h>

#include "data/random_preprocessing.h"

#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace kvant {
namespace {

/// The value of a word. Throws a usage Error with a suggestion for another word.
template <class Value, std::size_t Count>
Value value_of(const char* name, const std::string& word,
               const std::array<std::pair<std::string_view, Value>, Count>& values) {
  std::vector<std::string> words;
  for (const auto& [known, value] : values) {
    if (known == word) return value;
    words.emplace_back(known);
  }
  std::string list;
  for (const std::string& known : words) list += (list.empty() ? "" : ", ") + known;
  const std::string closest = closest_word(word, words);
  throw Error(name, "must be one of " + list + (closest.empty() ? "" : "; did you mean \"" + closest + "\"?"),
              "\"" + word + "\"", ErrorKind::usage);
}

data::WarpStyle style_of(const WarpOptions& options) {
  using Fill = std::pair<std::string_view, data::FillMode>;
  using Between = std::pair<std::string_view, data::Interpolation>;
  return {value_of("fill_mode", options.fill_mode,
                   std::array{Fill{"reflect", data::FillMode::reflect}, Fill{"nearest", data::FillMode::nearest},
                              Fill{"wrap", data::FillMode::wrap}, Fill{"constant", data::FillMode::constant}}),
          value_of("interpolation", options.interpolation,
                   std::array{Between{"bilinear", data::Interpolation::bilinear},
                              Between{"nearest", data::Interpolation::nearest}}),
          static_cast<float>(options.fill_value)};
}

data::FactorRange range_of(const Factor& factor) { return {factor.low, factor.high}; }

}  // namespace

Augmentation random_flip(const std::string& mode) {
  using Axes = std::pair<std::string_view, std::pair<bool, bool>>;
  const auto [horizontal, vertical] =
      value_of("random_flip", mode,
               std::array{Axes{"horizontal", {true, false}}, Axes{"vertical", {false, true}},
                          Axes{"horizontal_and_vertical", {true, true}}});
  return std::make_shared<data::RandomFlip>(horizontal, vertical);
}

Augmentation random_translation(Factor height, Factor width, const WarpOptions& options) {
  return std::make_shared<data::RandomTranslation>(range_of(height), range_of(width), style_of(options));
}

Augmentation random_rotation(Factor factor, const WarpOptions& options) {
  return std::make_shared<data::RandomRotation>(range_of(factor), style_of(options));
}

Augmentation random_zoom(Factor factor, const WarpOptions& options) {
  return std::make_shared<data::RandomZoom>(range_of(factor), style_of(options));
}

Augmentation random_zoom(Factor height, Factor width, const WarpOptions& options) {
  return std::make_shared<data::RandomZoom>(range_of(height), range_of(width), style_of(options));
}

Augmentation gaussian_noise(double stddev) { return std::make_shared<data::GaussianNoise>(stddev); }

}  // namespace kvant
