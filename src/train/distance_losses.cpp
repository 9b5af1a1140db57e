// SPDX-License-Identifier: Apache-2.0
// Each is its value and slope as a function of the error.
#include "train/distance_losses.h"

#include <cmath>

namespace kvant::train {
namespace {

struct Squared {
  static constexpr std::string_view name = "mean_squared_error";
  static float value(float error) { return error * error; }
  static float slope(float error) { return 2.0f * error; }
};
struct Absolute {
  static constexpr std::string_view name = "mean_absolute_error";
  static float value(float error) { return std::fabs(error); }
  static float slope(float error) { return error > 0.0f ? 1.0f : error < 0.0f ? -1.0f : 0.0f * error; }
};
struct Huber {
  static constexpr std::string_view name = "huber";
  static float value(float error) {
    const float size = std::fabs(error);
    return size <= 1.0f ? 0.5f * error * error : size - 0.5f;
  }
  static float slope(float error) { return error > 1.0f ? 1.0f : error < -1.0f ? -1.0f : error; }
};

template <class Kind>
class DistanceLoss : public Loss {
 public:
  std::string_view name() const override { return Kind::name; }
  bool measures_distance() const override { return true; }

  double mean(const OutputBatch& batch, float* gradient) const override {
    const std::int64_t count = batch.rows * batch.row_size;
    const auto divisor = static_cast<float>(count);
    double sum = 0.0;
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      const float weight = batch.weight(row);
      for (std::int64_t i = row * batch.row_size; i < (row + 1) * batch.row_size; ++i) {
        const float error = batch.predicted[i] - batch.target[i];
        sum += static_cast<double>(Kind::value(error) * weight);
        if (gradient) gradient[i] = Kind::slope(error) * weight / divisor;
      }
    }
    return sum / static_cast<double>(count);
  }
};

}  // namespace

LossPointer mean_squared_error() { return std::make_shared<DistanceLoss<Squared>>(); }
LossPointer mean_absolute_error() { return std::make_shared<DistanceLoss<Absolute>>(); }
LossPointer huber() { return std::make_shared<DistanceLoss<Huber>>(); }

}  // namespace kvant::train
