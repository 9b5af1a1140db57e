// SPDX-License-Identifier: Apache-2.0
// Losses that are a mean over elements: each is its value and slope as a function of the error.
#include "train/losses.h"

#include "layers/did_you_mean.h"

#include <array>
#include <cmath>

namespace kvant::train {
namespace {

struct Squared {
  static float value(float error) { return error * error; }
  static float slope(float error) { return 2.0f * error; }
};
struct Absolute {
  static float value(float error) { return std::fabs(error); }
  static float slope(float error) { return error > 0.0f ? 1.0f : error < 0.0f ? -1.0f : 0.0f * error; }
};
/// Squared near zero, absolute beyond delta = 1.
struct Huber {
  static float value(float error) {
    const float size = std::fabs(error);
    return size <= 1.0f ? 0.5f * error * error : size - 0.5f;
  }
  static float slope(float error) { return error > 1.0f ? 1.0f : error < -1.0f ? -1.0f : error; }
};

template <class Kind>
double mean(const float* predicted, const float* target, std::int64_t rows, std::int64_t row_size, float* gradient) {
  const std::int64_t count = rows * row_size;
  const auto divisor = static_cast<float>(count);
  double sum = 0.0;
  for (std::int64_t i = 0; i < count; ++i) {
    const float error = predicted[i] - target[i];
    sum += static_cast<double>(Kind::value(error));
    if (gradient) gradient[i] = Kind::slope(error) / divisor;
  }
  return sum / static_cast<double>(count);
}

struct Known {
  std::string_view alias;
  Loss loss;
};

constexpr Loss squared = {"mean_squared_error", mean<Squared>};
constexpr Loss absolute = {"mean_absolute_error", mean<Absolute>};
constexpr Loss huber = {"huber", mean<Huber>};

constexpr std::array known_losses = {
    Known{"mse", squared},  Known{"mean_squared_error", squared},
    Known{"MSE", squared},  Known{"MeanSquaredError", squared},
    Known{"mae", absolute}, Known{"mean_absolute_error", absolute},
    Known{"MAE", absolute}, Known{"MeanAbsoluteError", absolute},
    Known{"huber", huber},  Known{"Huber", huber},
};
constexpr std::array<std::string_view, 5> spoken_names = {"mse", "mae", "huber", "mean_squared_error",
                                                          "mean_absolute_error"};

}  // namespace

Loss find_loss(const std::string& name) {
  for (const Known& known : known_losses) {
    if (name == known.alias) return known.loss;
  }
  throw layers::unknown_name("compile", "loss", name, spoken_names);
}

}  // namespace kvant::train
