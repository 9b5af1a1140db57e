// SPDX-License-Identifier: Apache-2.0
// The table of metrics, and those that are the mean of a loss.
#include "train/metrics.h"

#include "layers/did_you_mean.h"
#include "train/distance_losses.h"

#include <array>
#include <cmath>
#include <string_view>

namespace kvant::train {
namespace {

class MeanMetric : public Metric {
 public:
  MeanMetric(const std::string& name, LossPointer of, bool root) : Metric(name), of_(std::move(of)), root_(root) {}

  void reset() override { mean_.reset(); }
  void add(const OutputBatch& batch) override {
    OutputBatch unweighted = batch;
    unweighted.weights = nullptr;
    mean_.add(of_->mean(unweighted, nullptr), batch.rows);
  }
  double result() const override { return root_ ? std::sqrt(mean_.result()) : mean_.result(); }

 private:
  LossPointer of_;
  bool root_;
  WeightedMean mean_;
};

struct Known {
  std::string_view name;
  LossPointer (*mean_of)();
  bool root = false;
};

constexpr std::array known_metrics = {
    Known{"mse", mean_squared_error},
    Known{"mean_squared_error", mean_squared_error},
    Known{"MSE", mean_squared_error},
    Known{"mae", mean_absolute_error},
    Known{"mean_absolute_error", mean_absolute_error},
    Known{"MAE", mean_absolute_error},
    Known{"rmse", mean_squared_error, true},
    Known{"root_mean_squared_error", mean_squared_error, true},
    Known{"MeanSquaredError", mean_squared_error},
    Known{"MeanAbsoluteError", mean_absolute_error},
    Known{"RootMeanSquaredError", mean_squared_error, true},
};
constexpr std::array<std::string_view, 6> spoken_names = {
    "mse", "mae", "rmse", "mean_squared_error", "mean_absolute_error", "root_mean_squared_error"};

}  // namespace

MetricPointer make_metric(const std::string& name) {
  for (const Known& known : known_metrics) {
    if (name == known.name) return std::make_unique<MeanMetric>(name, known.mean_of(), known.root);
  }
  throw layers::unknown_name("compile", "metric", name, spoken_names);
}

}  // namespace kvant::train
