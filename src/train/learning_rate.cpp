// SPDX-License-Identifier: Apache-2.0
// Schedules of learning rates.
#include "train/learning_rate.h"

#include "random/portable_exp.h"
#include "random/portable_math.h"

#include <kvant/types/error.h>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace kvant::train {
namespace {

void check_positive(const std::string& where, const char* name, double value) {
  if (value > 0.0 && std::isfinite(value)) return;
  throw Error(where, std::string(name) + " must be above 0", fmt::format("{}", value), ErrorKind::usage);
}
void check_not_negative(const std::string& where, const char* name, double value) {
  if (value >= 0.0 && std::isfinite(value)) return;
  throw Error(where, std::string(name) + " must be 0 or more", fmt::format("{}", value), ErrorKind::usage);
}

struct Check {
  const std::string& where;

  void operator()(double rate) const { check_positive(where, "learning_rate", rate); }
  void operator()(const ExponentialDecay& decay) const {
    check_positive(where, "initial_learning_rate", decay.initial_learning_rate);
    check_positive(where, "decay_steps", decay.decay_steps);
    check_positive(where, "decay_rate", decay.decay_rate);
  }
  void operator()(const CosineDecay& decay) const {
    const bool warms_up = decay.warmup_target >= 0.0;
    if (warms_up) {
      check_not_negative(where, "initial_learning_rate", decay.initial_learning_rate);
      check_positive(where, "warmup_target", decay.warmup_target);
      check_positive(where, "warmup_steps", decay.warmup_steps);
    } else {
      check_positive(where, "initial_learning_rate", decay.initial_learning_rate);
    }
    check_positive(where, "decay_steps", decay.decay_steps);
    check_not_negative(where, "alpha", decay.alpha);
  }
  void operator()(const PiecewiseConstantDecay& decay) const {
    if (decay.boundaries.empty() || decay.values.size() != decay.boundaries.size() + 1) {
      throw Error(where, "needs one value more than boundaries, and a boundary",
                  fmt::format("{} values, {} boundaries", decay.values.size(), decay.boundaries.size()),
                  ErrorKind::usage);
    }
    if (!std::is_sorted(decay.boundaries.begin(), decay.boundaries.end()))
      throw Error(where, "boundaries must grow", {}, ErrorKind::usage);
    for (double value : decay.values) check_positive(where, "values", value);
  }
};

/// x^y for x above 0.
float power(float x, float y) {
  return static_cast<float>(
      random::portable_exp(static_cast<double>(y) * random::portable_log(static_cast<double>(x))));
}

struct At {
  float step;

  float operator()(double rate) const { return static_cast<float>(rate); }
  float operator()(const ExponentialDecay& decay) const {
    float exponent = step / static_cast<float>(decay.decay_steps);
    if (decay.staircase) exponent = std::floor(exponent);
    return static_cast<float>(decay.initial_learning_rate) * power(static_cast<float>(decay.decay_rate), exponent);
  }
  float operator()(const CosineDecay& decay) const {
    const auto initial = static_cast<float>(decay.initial_learning_rate);
    const auto decay_steps = static_cast<float>(decay.decay_steps);
    if (decay.warmup_target < 0.0) return along_cosine(decay, std::min(step, decay_steps), initial);
    const auto target = static_cast<float>(decay.warmup_target), warmup = static_cast<float>(decay.warmup_steps);
    if (step < warmup) return (target - initial) * (step / warmup) + initial;
    return along_cosine(decay, std::min(step, decay_steps + warmup) - warmup, target);
  }
  float operator()(const PiecewiseConstantDecay& decay) const {
    const auto whole = static_cast<std::int64_t>(step);
    const auto first_not_passed = std::lower_bound(decay.boundaries.begin(), decay.boundaries.end(), whole);
    return static_cast<float>(decay.values[static_cast<std::size_t>(first_not_passed - decay.boundaries.begin())]);
  }

  static float along_cosine(const CosineDecay& decay, float steps, float from) {
    const float angle = std::numbers::pi_v<float> * (steps / static_cast<float>(decay.decay_steps));
    const float cosine = 0.5f * (1.0f + static_cast<float>(random::portable_cos(static_cast<double>(angle))));
    return from * (static_cast<float>(1.0 - decay.alpha) * cosine + static_cast<float>(decay.alpha));
  }
};

}  // namespace

void check_learning_rate(const std::string& where, const LearningRate& rate) { std::visit(Check{where}, rate); }

float rate_at(const LearningRate& rate, std::int64_t steps_done) {
  return std::visit(At{static_cast<float>(steps_done)}, rate);
}

}  // namespace kvant::train
