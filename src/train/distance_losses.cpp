// SPDX-License-Identifier: Apache-2.0
// Each is its value and slope as a function of the error.
#include "train/distance_losses.h"

#include "linear/threads.h"
#include "train/side_by_side_sum.h"

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
  /// Room for a sum of each row, kept from batch to batch.
  static std::vector<double>& row_sums(std::int64_t rows) {
    thread_local std::vector<double> sums;
    if (sums.size() < static_cast<std::size_t>(rows)) sums.resize(static_cast<std::size_t>(rows));
    return sums;
  }

  static double row_sum(const OutputBatch& batch, std::int64_t row, float divisor, float* gradient) {
    const float weight = batch.weight(row);
    const std::int64_t size = batch.row_size;
    const float *const predicted = batch.predicted + row * size, *const target = batch.target + row * size;
    for (std::int64_t i = 0; gradient != nullptr && i < size; ++i)
      gradient[row * size + i] = Kind::slope(predicted[i] - target[i]) * weight / divisor;
    return side_by_side_sum(
        size, [&](std::int64_t i) { return static_cast<double>(Kind::value(predicted[i] - target[i]) * weight); });
  }
};

}  // namespace

LossPointer mean_squared_error() { return std::make_shared<DistanceLoss<Squared>>(); }
LossPointer mean_absolute_error() { return std::make_shared<DistanceLoss<Absolute>>(); }
LossPointer huber() { return std::make_shared<DistanceLoss<Huber>>(); }

}  // namespace kvant::train
