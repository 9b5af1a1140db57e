// SPDX-License-Identifier: Apache-2.0
// How large a step is: a number, or a schedule of the steps already done, with Keras' formulas in float32.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace kvant::train {

/// initial * rate^(step / decay_steps); staircase: of the whole part of step / decay_steps.
struct ExponentialDecay {
  double initial_learning_rate = 0.0;
  double decay_steps = 0.0;
  double decay_rate = 0.0;
  bool staircase = false;
};

/// Along half a cosine from the initial rate, or after warmup_steps of a straight line from the warmup_target, down to
/// its share alpha, which holds after decay_steps.
struct CosineDecay {
  double initial_learning_rate = 0.0;
  double decay_steps = 0.0;
  double alpha = 0.0;
  double warmup_target = -1.0;  ///< below 0: no warm-up
  double warmup_steps = 0.0;
};

/// values[0] up to and including step boundaries[0], then values[1] ...
struct PiecewiseConstantDecay {
  std::vector<std::int64_t> boundaries;
  std::vector<double> values;
};

using LearningRate = std::variant<double, ExponentialDecay, CosineDecay, PiecewiseConstantDecay>;

/// Throws a usage Error for a rate that is not above 0 (a warm-up may start from 0), steps that are not above 0, or
/// lists that do not fit. where: for messages.
void check_learning_rate(const std::string& where, const LearningRate& rate);

/// For the step that comes after so many.
float rate_at(const LearningRate& rate, std::int64_t steps_done);

}  // namespace kvant::train
