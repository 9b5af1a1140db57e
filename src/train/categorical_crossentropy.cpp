// SPDX-License-Identifier: Apache-2.0
// Categorical cross entropies as TensorFlow's Keras computes them.
#include "train/categorical_crossentropy.h"

#include "random/portable_math.h"
#include "train/probability.h"

#include <kvant/types/error.h>
#include <kvant_micro/core/float_math.h>

#include <algorithm>
#include <cmath>

namespace kvant::train {
namespace {

double log_of(float x) { return random::portable_log(static_cast<double>(x)); }

/// Softmax of logits, one number after the other without memory.
class Softmax {
 public:
  Softmax(const float* logits, std::int64_t classes)
      : logits_(logits), largest_(*std::max_element(logits, logits + classes)) {
    for (std::int64_t i = 0; i < classes; ++i) sum_ += exp_of(i);
    log_sum_ = log_of(sum_);
  }
  float probability(std::int64_t i) const { return exp_of(i) / sum_; }
  double log_probability(std::int64_t i) const { return static_cast<double>(logits_[i] - largest_) - log_sum_; }

 private:
  float exp_of(std::int64_t i) const { return kvant_micro::float_exp(logits_[i] - largest_); }

  const float* logits_;
  float largest_;
  float sum_ = 0.0f;
  double log_sum_ = 0.0;
};

/// One target's loss, and scale times its derivative by each prediction or logit when gradient is not null.
struct Group {
  const float* predicted = nullptr;  ///< probabilities, or logits
  const float* target = nullptr;     ///< a number for each class, or one index
  std::int64_t classes = 0;
  float scale = 1.0f;
  float* gradient = nullptr;
};

/// Calls loss_of(group, whether its predictions are logits) for every group of the batch; the mean of what it returns.
template <class LossOf>
double mean_of_groups(const OutputBatch& batch, bool from_logits, std::int64_t target_size, float* gradient,
                      LossOf loss_of) {
  const bool logits = from_logits || batch.logits != nullptr;
  const float* const predicted = from_logits || batch.logits == nullptr ? batch.predicted : batch.logits;
  const std::int64_t groups = batch.groups(), groups_of_row = groups / batch.rows;
  const auto divisor = static_cast<float>(groups);
  double sum = 0.0;
  for (std::int64_t i = 0; i < groups; ++i) {
    const float weight = batch.weight(i / groups_of_row);
    const Group group = {predicted + i * batch.classes, batch.target + i * target_size, batch.classes, weight / divisor,
                         gradient == nullptr ? nullptr : gradient + i * batch.classes};
    sum += static_cast<double>(weight) * loss_of(group, logits);
  }
  return sum / static_cast<double>(groups);
}

class Categorical : public Loss {
 public:
  Categorical(bool from_logits, double smoothing)
      : from_logits_(from_logits), smoothing_(static_cast<float>(smoothing)) {}

  std::string_view name() const override { return "categorical_crossentropy"; }
  bool takes_logits() const override { return !from_logits_; }
  std::string target_rule(std::int64_t) const override { return "a number from 0 to 1"; }
  bool accepts(float target, std::int64_t) const override { return target >= 0.0f && target <= 1.0f; }

  double mean(const OutputBatch& batch, float* gradient) const override {
    return mean_of_groups(batch, from_logits_, batch.classes, gradient, [&](const Group& group, bool logits) {
      return logits ? of_logits(group) : of_probabilities(group);
    });
  }

 private:
  float target_of(const Group& group, std::int64_t i) const {
    return group.target[i] * (1.0f - smoothing_) + smoothing_ / static_cast<float>(group.classes);
  }

  /// The slope is that of targets whose sum is 1, as in TensorFlow.
  double of_logits(const Group& group) const {
    const Softmax softmax(group.predicted, group.classes);
    double loss = 0.0;
    for (std::int64_t i = 0; i < group.classes; ++i) {
      const float target = target_of(group, i);
      if (target != 0.0f) loss -= static_cast<double>(target) * softmax.log_probability(i);
      if (group.gradient) group.gradient[i] = (softmax.probability(i) - target) * group.scale;
    }
    return loss;
  }

  /// With q = p / sum p: dp = (dq - sum of dq q) / sum p, where dq = -t / q, or 0 beyond the bounds.
  double of_probabilities(const Group& group) const {
    float sum = 0.0f;
    for (std::int64_t i = 0; i < group.classes; ++i) sum += group.predicted[i];
    double loss = 0.0;
    float along = 0.0f;
    for (std::int64_t i = 0; i < group.classes; ++i) {
      const float share = group.predicted[i] / sum, q = clip_probability(share), target = target_of(group, i);
      loss -= static_cast<double>(target) * log_of(q);
      if (group.gradient == nullptr) continue;
      group.gradient[i] = q == share ? -target / q : 0.0f;
      along += group.gradient[i] * share;
    }
    for (std::int64_t i = 0; group.gradient != nullptr && i < group.classes; ++i)
      group.gradient[i] = (group.gradient[i] - along) / sum * group.scale;
    return loss;
  }

  bool from_logits_;
  float smoothing_;
};

class Sparse : public Loss {
 public:
  explicit Sparse(bool from_logits) : from_logits_(from_logits) {}

  std::string_view name() const override { return "sparse_categorical_crossentropy"; }
  bool takes_logits() const override { return !from_logits_; }
  /// An index in place of the classes.
  Shape target_shape(const Shape& predicted) const override {
    Shape shape = predicted;
    shape.back() = 1;
    return shape;
  }
  std::string target_rule(std::int64_t classes) const override {
    return "a class from 0 to " + std::to_string(classes - 1);
  }
  bool accepts(float target, std::int64_t classes) const override {
    return target >= 0.0f && target < static_cast<float>(classes) && target == std::floor(target);
  }

  double mean(const OutputBatch& batch, float* gradient) const override {
    return mean_of_groups(batch, from_logits_, 1, gradient, [](const Group& group, bool logits) {
      return logits ? of_logits(group) : of_probabilities(group);
    });
  }

 private:
  static double of_logits(const Group& group) {
    const Softmax softmax(group.predicted, group.classes);
    const auto label = static_cast<std::int64_t>(*group.target);
    for (std::int64_t i = 0; group.gradient != nullptr && i < group.classes; ++i)
      group.gradient[i] = (softmax.probability(i) - (i == label ? 1.0f : 0.0f)) * group.scale;
    return -softmax.log_probability(label);
  }

  /// With q = p clipped: loss = log(sum q) - log q[label], and dp = 1 / sum q - [label] / q within the bounds.
  static double of_probabilities(const Group& group) {
    const auto label = static_cast<std::int64_t>(*group.target);
    float sum = 0.0f;
    for (std::int64_t i = 0; i < group.classes; ++i) sum += clip_probability(group.predicted[i]);
    for (std::int64_t i = 0; group.gradient != nullptr && i < group.classes; ++i) {
      const float q = clip_probability(group.predicted[i]);
      const float slope = 1.0f / sum - (i == label ? 1.0f / q : 0.0f);
      group.gradient[i] = q == group.predicted[i] ? slope * group.scale : 0.0f;
    }
    return log_of(sum) - log_of(clip_probability(group.predicted[label]));
  }

  bool from_logits_;
};

}  // namespace

LossPointer categorical_crossentropy(bool from_logits, double label_smoothing) {
  return std::make_shared<Categorical>(from_logits, label_smoothing);
}
LossPointer sparse_categorical_crossentropy(bool from_logits) { return std::make_shared<Sparse>(from_logits); }

}  // namespace kvant::train
