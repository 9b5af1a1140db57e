// SPDX-License-Identifier: Apache-2.0
// The table of metrics.
#include "train/metrics.h"

#include "layers/did_you_mean.h"

#include <array>
#include <cmath>
#include <string_view>

namespace kvant::train {
namespace {

struct Known {
  std::string_view name;
  const char* mean_of;  ///< the loss whose mean it is
  bool root = false;
};

constexpr std::array known_metrics = {
    Known{"mse", "mse"},
    Known{"mean_squared_error", "mse"},
    Known{"MSE", "mse"},
    Known{"mae", "mae"},
    Known{"mean_absolute_error", "mae"},
    Known{"MAE", "mae"},
    Known{"rmse", "mse", true},
    Known{"root_mean_squared_error", "mse", true},
    Known{"MeanSquaredError", "mse"},
    Known{"MeanAbsoluteError", "mae"},
    Known{"RootMeanSquaredError", "mse", true},
};
constexpr std::array<std::string_view, 6> spoken_names = {
    "mse", "mae", "rmse", "mean_squared_error", "mean_absolute_error", "root_mean_squared_error"};

}  // namespace

Metric::Metric(const std::string& name) : name_(name) {
  for (const Known& known : known_metrics) {
    if (name != known.name) continue;
    function_ = find_loss(known.mean_of).mean;
    root_ = known.root;
    return;
  }
  throw layers::unknown_name("compile", "metric", name, spoken_names);
}

double Metric::result() const { return root_ ? std::sqrt(mean_.result()) : mean_.result(); }

}  // namespace kvant::train
