// SPDX-License-Identifier: Apache-2.0
// Learning rates: numbers, and Keras' schedules over the steps (batches) of a training.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

namespace kvant {

/// initial_learning_rate * decay_rate^(step / decay_steps).
struct ExponentialDecay {
  double initial_learning_rate = 0.001;  ///< above 0
  double decay_steps = 1000;             ///< above 0
  double decay_rate = 0.9;               ///< above 0
  bool staircase = false;                ///< only after whole decay_steps
};

/// From initial_learning_rate along half a cosine to its share alpha, in decay_steps; it stays there. With a
/// warmup_target first along a straight line up to that in warmup_steps, and from there along the cosine.
struct CosineDecay {
  double initial_learning_rate = 0.001;  ///< above 0; 0 or more with a warm-up
  double decay_steps = 1000;
  double alpha = 0.0;           ///< 0 or more
  double warmup_target = -1.0;  ///< above 0; below: no warm-up
  double warmup_steps = 0;
};

/// values[0] up to and including step boundaries[0], then values[1], and so on: one value more than boundaries.
struct PiecewiseConstantDecay {
  std::vector<std::int64_t> boundaries;  ///< growing
  std::vector<double> values;            ///< above 0
};

/// A number above 0, or a schedule. compile() refuses what cannot be.
class LearningRate {
 public:
  using Value = std::variant<double, ExponentialDecay, CosineDecay, PiecewiseConstantDecay>;

  LearningRate(double rate) : value_(rate) {}
  LearningRate(const ExponentialDecay& schedule) : value_(schedule) {}
  LearningRate(const CosineDecay& schedule) : value_(schedule) {}
  LearningRate(const PiecewiseConstantDecay& schedule) : value_(schedule) {}

  const Value& value() const { return value_; }

 private:
  Value value_;
};

}  // namespace kvant
