// SPDX-License-Identifier: Apache-2.0
// Binary cross entropy as TensorFlow's Keras computes it.
#include "train/binary_crossentropy.h"

#include "random/portable_math.h"
#include "train/probability.h"

#include <kvant_micro/core/float_math.h>

#include <algorithm>
#include <cmath>

namespace kvant::train {
namespace {

class BinaryCrossentropy : public Loss {
 public:
  BinaryCrossentropy(bool from_logits, double smoothing)
      : from_logits_(from_logits), smoothing_(static_cast<float>(smoothing)) {}

  std::string_view name() const override { return "binary_crossentropy"; }
  bool takes_logits() const override { return !from_logits_; }
  std::string target_rule(std::int64_t) const override { return "a number from 0 to 1"; }
  bool accepts(float target, std::int64_t) const override { return target >= 0.0f && target <= 1.0f; }

  double mean(const OutputBatch& batch, float* gradient) const override {
    const float* const logits = from_logits_ ? batch.predicted : batch.logits;
    const std::int64_t count = batch.rows * batch.row_size;
    const auto divisor = static_cast<float>(count);
    double sum = 0.0;
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      const float weight = batch.weight(row);
      for (std::int64_t i = row * batch.row_size; i < (row + 1) * batch.row_size; ++i) {
        const float target = batch.target[i] * (1.0f - smoothing_) + 0.5f * smoothing_;
        float slope = 0.0f;
        const double value =
            logits != nullptr ? of_logit(logits[i], target, slope) : of_probability(batch.predicted[i], target, slope);
        sum += static_cast<double>(weight) * value;
        if (gradient) gradient[i] = slope * weight / divisor;
      }
    }
    return sum / static_cast<double>(count);
  }

 private:
  /// max(x, 0) - x t + log(1 + exp(-|x|)), whose slope is sigmoid(x) - t.
  static double of_logit(float x, float target, float& slope) {
    slope = kvant_micro::float_logistic(x) - target;
    const auto tail = static_cast<double>(kvant_micro::float_exp(-std::fabs(x)));
    return static_cast<double>(std::max(x, 0.0f) - x * target) + random::portable_log(1.0 + tail);
  }

  static double of_probability(float given, float target, float& slope) {
    const float p = clip_probability(given);
    slope = p == given ? (1.0f - target) / (1.0f - p) - target / p : 0.0f;
    return -(static_cast<double>(target) * random::portable_log(static_cast<double>(p)) +
             static_cast<double>(1.0f - target) * random::portable_log(static_cast<double>(1.0f - p)));
  }

  bool from_logits_;
  float smoothing_;
};

}  // namespace

LossPointer binary_crossentropy(bool from_logits, double label_smoothing) {
  return std::make_shared<BinaryCrossentropy>(from_logits, label_smoothing);
}

}  // namespace kvant::train
