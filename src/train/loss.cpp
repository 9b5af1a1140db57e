// SPDX-License-Identifier: Apache-2.0
// The table of losses.
#include "train/loss.h"

#include "layers/did_you_mean.h"
#include "train/binary_crossentropy.h"
#include "train/categorical_crossentropy.h"
#include "train/distance_losses.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::train {
namespace {

enum class Takes : std::uint8_t { nothing, logits, logits_and_smoothing };

struct Known {
  std::string_view alias;
  LossPointer (*make)(const LossSettings&);
  Takes takes = Takes::nothing;
};

LossPointer squared(const LossSettings&) { return mean_squared_error(); }
LossPointer absolute(const LossSettings&) { return mean_absolute_error(); }
LossPointer make_huber(const LossSettings&) { return huber(); }
LossPointer binary(const LossSettings& s) { return binary_crossentropy(s.from_logits, s.label_smoothing); }
LossPointer categorical(const LossSettings& s) { return categorical_crossentropy(s.from_logits, s.label_smoothing); }
LossPointer sparse(const LossSettings& s) { return sparse_categorical_crossentropy(s.from_logits); }

constexpr std::array known_losses = {
    Known{"mse", squared},
    Known{"mean_squared_error", squared},
    Known{"MSE", squared},
    Known{"MeanSquaredError", squared},
    Known{"mae", absolute},
    Known{"mean_absolute_error", absolute},
    Known{"MAE", absolute},
    Known{"MeanAbsoluteError", absolute},
    Known{"huber", make_huber},
    Known{"Huber", make_huber},
    Known{"binary_crossentropy", binary, Takes::logits_and_smoothing},
    Known{"bce", binary, Takes::logits_and_smoothing},
    Known{"BCE", binary, Takes::logits_and_smoothing},
    Known{"BinaryCrossentropy", binary, Takes::logits_and_smoothing},
    Known{"categorical_crossentropy", categorical, Takes::logits_and_smoothing},
    Known{"CategoricalCrossentropy", categorical, Takes::logits_and_smoothing},
    Known{"sparse_categorical_crossentropy", sparse, Takes::logits},
    Known{"SparseCategoricalCrossentropy", sparse, Takes::logits},
};
constexpr std::array<std::string_view, 8> spoken_names = {"mse",
                                                          "mae",
                                                          "huber",
                                                          "mean_squared_error",
                                                          "mean_absolute_error",
                                                          "binary_crossentropy",
                                                          "categorical_crossentropy",
                                                          "sparse_categorical_crossentropy"};

void check_settings(const Known& known, const LossSettings& settings) {
  if (settings.from_logits && known.takes == Takes::nothing)
    throw Error(settings.name, "has no from_logits", {}, ErrorKind::usage);
  if (settings.label_smoothing == 0.0) return;
  if (known.takes != Takes::logits_and_smoothing)
    throw Error(settings.name, "has no label_smoothing", {}, ErrorKind::usage);
  if (!(settings.label_smoothing > 0.0 && settings.label_smoothing <= 1.0)) {
    throw Error(settings.name, "label_smoothing must be 0 to 1", std::to_string(settings.label_smoothing),
                ErrorKind::usage);
  }
}

}  // namespace

LossPointer make_loss(const LossSettings& settings) {
  for (const Known& known : known_losses) {
    if (settings.name != known.alias) continue;
    check_settings(known, settings);
    return known.make(settings);
  }
  throw layers::unknown_name("compile", "loss", settings.name, spoken_names);
}

}  // namespace kvant::train
