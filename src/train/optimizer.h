// SPDX-License-Identifier: Apache-2.0
// How gradients change variables: Keras' optimizers, their settings and their memory.
#pragma once

#include "execute/float_plan.h"
#include "train/gradient_clipping.h"
#include "train/learning_rate.h"

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace kvant::train {

/// What every optimizer does before its step, as Keras does.
struct BeforeStep {
  Clipping clipping = {};
  double weight_decay = 0.0;  ///< every variable becomes smaller by this share times the learning rate
};

/// Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015, in Keras' form; with weight_decay Loshchilov and
/// Hutter's AdamW.
struct AdamSettings {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  BeforeStep before = {};
};

/// velocity = momentum velocity - rate gradient; nesterov looks one step ahead.
struct SgdSettings {
  LearningRate learning_rate = 0.01;
  double momentum = 0.0;
  bool nesterov = false;
  BeforeStep before = {};
};

/// Hinton: gradients divided by the root of their mean square; centered: of their variance.
struct RmspropSettings {
  LearningRate learning_rate = 0.001;
  double rho = 0.9;
  double momentum = 0.0;
  double epsilon = 1e-7;
  bool centered = false;
  BeforeStep before = {};
};

using OptimizerSettings = std::variant<AdamSettings, SgdSettings, RmspropSettings>;

/// "adam", "adamw", "sgd" or "rmsprop" with Keras' defaults. Throws a usage Error for another name, with a suggestion.
OptimizerSettings find_optimizer(const std::string& name);

class Optimizer {
 public:
  /// Throws a usage Error for a rate that is not positive or a share outside [0, 1).
  explicit Optimizer(const OptimizerSettings& settings);

  /// One step. The variables must be the same, in the same order, each time; the first step sets up their memory.
  void step(std::span<const execute::TrainableVariable> variables);

  std::int64_t steps_done() const { return steps_; }
  /// Of the next step.
  double learning_rate() const { return static_cast<double>(rate_at(rate_, steps_)); }
  /// 0 or more, kept as float32. Throws a usage Error when there is a schedule.
  void set_learning_rate(double rate);
  /// Bytes of its memory for so many numbers in all variables.
  std::int64_t memory_for(std::int64_t size) const;

  /// What it remembers, for a training that goes on after an interruption.
  struct State {
    std::vector<std::vector<float>> slots;
    std::int64_t size = -1, steps = 0;
    std::vector<double> numbers;
  };
  State state() const;
  /// Throws Error for a state of another optimizer or model.
  void set_state(const State& state);

 private:
  /// Momentum, velocity, average gradient ...: as many numbers as all variables have together, each.
  void set_up_slots(std::span<const execute::TrainableVariable> variables);
  void prepare_adam(const AdamSettings& adam);
  void step_variable(const AdamSettings& adam, const execute::TrainableVariable& variable, std::size_t offset);
  void step_variable(const SgdSettings& sgd, const execute::TrainableVariable& variable, std::size_t offset);
  void step_variable(const RmspropSettings& rmsprop, const execute::TrainableVariable& variable, std::size_t offset);
  const BeforeStep& before() const;
  void decay_weights(std::span<const execute::TrainableVariable> variables) const;
  float* slot(std::size_t index, std::size_t offset) {
    return slots_[index].empty() ? nullptr : slots_[index].data() + offset;
  }

  OptimizerSettings settings_;
  LearningRate rate_;
  float step_rate_ = 0.0f;  ///< of this step
  std::vector<std::vector<float>> slots_;
  std::int64_t size_ = -1;  ///< of all variables; -1: not set up
  std::int64_t steps_ = 0;
  double beta_1_power_ = 1.0;
  double beta_2_power_ = 1.0;
  float adam_rate_ = 0.0f;  ///< with the correction for the first steps
};

}  // namespace kvant::train
