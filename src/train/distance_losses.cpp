// SPDX-License-Identifier: Apache-2.0
// Each is its value and slope as a function of the error.
#include "train/distance_losses.h"

#include "linear/threads.h"

#include <algorithm>
#include <cmath>
#include <vector>

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
    std::vector<double>& sums = row_sums(batch.rows);
    const std::int64_t parts = linear::worthwhile_parts(batch.rows, linear::number_cost * count);
    linear::for_each_part(parts, [&](std::int64_t part) {
      for (std::int64_t row = part * batch.rows / parts; row < (part + 1) * batch.rows / parts; ++row)
        sums[static_cast<std::size_t>(row)] = row_sum(batch, row, static_cast<float>(count), gradient);
    });
    double sum = 0.0;
    for (std::int64_t row = 0; row < batch.rows; ++row) sum += sums[static_cast<std::size_t>(row)];
    return sum / static_cast<double>(count);
  }

 private:
  static std::vector<double>& row_sums(std::int64_t rows) {
    thread_local std::vector<double> sums;
    if (sums.size() < static_cast<std::size_t>(rows)) sums.resize(static_cast<std::size_t>(rows));
    return sums;
  }

  /// In four sums side by side, so that none waits for the other.
  static double row_sum(const OutputBatch& batch, std::int64_t row, float divisor, float* gradient) {
    constexpr std::int64_t together = 4;
    const float weight = batch.weight(row);
    const std::int64_t size = batch.row_size;
    const float *const predicted = batch.predicted + row * size, *const target = batch.target + row * size;
    for (std::int64_t i = 0; gradient != nullptr && i < size; ++i)
      gradient[row * size + i] = Kind::slope(predicted[i] - target[i]) * weight / divisor;
    double sums[together] = {};
    const auto add = [&](std::int64_t i, std::int64_t to) {
      sums[to] += static_cast<double>(Kind::value(predicted[i] - target[i]) * weight);
    };
    std::int64_t i = 0;
    for (; i + together <= size; i += together) {
      for (std::int64_t k = 0; k < together; ++k) add(i + k, k);
    }
    for (; i < size; ++i) add(i, 0);
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }
};

}  // namespace

LossPointer mean_squared_error() { return std::make_shared<DistanceLoss<Squared>>(); }
LossPointer mean_absolute_error() { return std::make_shared<DistanceLoss<Absolute>>(); }
LossPointer huber() { return std::make_shared<DistanceLoss<Huber>>(); }

}  // namespace kvant::train
