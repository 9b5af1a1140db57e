// SPDX-License-Identifier: Apache-2.0
// The table of losses.
#include "train/losses.h"

#include "layers/did_you_mean.h"
#include "train/distance_losses.h"

#include <array>

namespace kvant::train {
namespace {

struct Known {
  std::string_view alias;
  LossPointer (*make)();
};

constexpr std::array known_losses = {
    Known{"mse", mean_squared_error},
    Known{"mean_squared_error", mean_squared_error},
    Known{"MSE", mean_squared_error},
    Known{"MeanSquaredError", mean_squared_error},
    Known{"mae", mean_absolute_error},
    Known{"mean_absolute_error", mean_absolute_error},
    Known{"MAE", mean_absolute_error},
    Known{"MeanAbsoluteError", mean_absolute_error},
    Known{"huber", huber},
    Known{"Huber", huber},
};
constexpr std::array<std::string_view, 5> spoken_names = {"mse", "mae", "huber", "mean_squared_error",
                                                          "mean_absolute_error"};

}  // namespace

LossPointer find_loss(const std::string& name) {
  for (const Known& known : known_losses) {
    if (name == known.alias) return known.make();
  }
  throw layers::unknown_name("compile", "loss", name, spoken_names);
}

}  // namespace kvant::train
