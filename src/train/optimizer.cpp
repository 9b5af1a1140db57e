// SPDX-License-Identifier: Apache-2.0
// Optimizer steps in float32, rounded where Keras rounds.
#include "train/optimizer.h"

#include "layers/did_you_mean.h"
#include "linear/kernels.h"
#include "linear/threads.h"

#include <kvant/types/error.h>

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <string_view>

namespace kvant::train {
namespace {

constexpr std::array<std::string_view, 4> known_names = {"adam", "adamw", "sgd", "rmsprop"};

void check_before(const std::string& where, const BeforeStep& before) {
  check_clipping(where, before.clipping);
  if (before.weight_decay >= 0.0 && std::isfinite(before.weight_decay)) return;
  throw Error(where, "weight_decay must be 0 or more", fmt::format("{}", before.weight_decay), ErrorKind::usage);
}
void check_share(const std::string& where, const char* name, double share) {
  if (!(share >= 0.0 && share < 1.0)) {
    throw Error(where, std::string(name) + " must be at least 0 and below 1", fmt::format("{}", share),
                ErrorKind::usage);
  }
}
void check_epsilon(const std::string& where, double epsilon) {
  if (!(epsilon > 0.0) || !std::isfinite(epsilon)) {
    throw Error(where, "epsilon must be above 0", fmt::format("{}", epsilon), ErrorKind::usage);
  }
}

void check(const AdamSettings& adam) {
  check_learning_rate("adam", adam.learning_rate);
  check_before("adam", adam.before);
  check_share("adam", "beta_1", adam.beta_1);
  check_share("adam", "beta_2", adam.beta_2);
  check_epsilon("adam", adam.epsilon);
}
void check(const SgdSettings& sgd) {
  check_learning_rate("sgd", sgd.learning_rate);
  check_before("sgd", sgd.before);
  check_share("sgd", "momentum", sgd.momentum);
}
void check(const RmspropSettings& rmsprop) {
  check_learning_rate("rmsprop", rmsprop.learning_rate);
  check_before("rmsprop", rmsprop.before);
  check_share("rmsprop", "rho", rmsprop.rho);
  check_share("rmsprop", "momentum", rmsprop.momentum);
  check_epsilon("rmsprop", rmsprop.epsilon);
}

/// Which of an optimizer's slots are used, in a fixed order.
std::vector<bool> slots_of(const AdamSettings&) { return {true, true}; }              // momentum, velocity
std::vector<bool> slots_of(const SgdSettings& sgd) { return {sgd.momentum != 0.0}; }  // momentum
std::vector<bool> slots_of(const RmspropSettings& r) {
  return {true, r.momentum > 0.0, r.centered};
}  // velocity, momentum, average

}  // namespace

OptimizerSettings find_optimizer(const std::string& name) {
  if (name == "adam" || name == "Adam") return AdamSettings{};
  if (name == "adamw" || name == "AdamW") return AdamSettings{.before = {.weight_decay = 0.004}};
  if (name == "sgd" || name == "SGD") return SgdSettings{};
  if (name == "rmsprop" || name == "RMSprop") return RmspropSettings{};
  throw layers::unknown_name("compile", "optimizer", name, known_names);
}

Optimizer::Optimizer(const OptimizerSettings& settings) : settings_(settings) {
  std::visit([](const auto& chosen) { check(chosen); }, settings_);
  rate_ = std::visit([](const auto& chosen) { return chosen.learning_rate; }, settings_);
}

const BeforeStep& Optimizer::before() const {
  return std::visit([](const auto& chosen) -> const BeforeStep& { return chosen.before; }, settings_);
}

void Optimizer::set_learning_rate(double rate) {
  if (!std::holds_alternative<double>(rate_))
    throw Error("learning_rate", "follows a schedule and cannot be set", {}, ErrorKind::usage);
  if (!(rate >= 0.0) || !std::isfinite(rate))
    throw Error("learning_rate", "must be 0 or more", fmt::format("{}", rate), ErrorKind::usage);
  rate_ = static_cast<double>(static_cast<float>(rate));
}

std::int64_t Optimizer::memory_for(std::int64_t size) const {
  std::int64_t bytes = 0;
  for (bool used : std::visit([](const auto& chosen) { return slots_of(chosen); }, settings_))
    bytes += used ? size * static_cast<std::int64_t>(sizeof(float)) : 0;
  return bytes;
}

Optimizer::State Optimizer::state() const {
  return {slots_, size_, steps_, {beta_1_power_, beta_2_power_, learning_rate()}};
}

void Optimizer::set_state(const State& state) {
  const auto wanted = std::visit([](const auto& chosen) { return slots_of(chosen); }, settings_);
  bool fits = state.numbers.size() == 3 && (state.slots.empty() || state.slots.size() == wanted.size());
  for (std::size_t i = 0; fits && i < state.slots.size(); ++i)
    fits = static_cast<std::int64_t>(state.slots[i].size()) == (wanted[i] ? state.size : 0);
  if (!fits) throw Error("optimizer", "the state is that of another optimizer");
  slots_ = state.slots;
  size_ = state.size;
  steps_ = state.steps;
  beta_1_power_ = state.numbers[0];
  beta_2_power_ = state.numbers[1];
  if (std::holds_alternative<double>(rate_)) rate_ = state.numbers[2];
}

void Optimizer::set_up_slots(std::span<const execute::TrainableVariable> variables) {
  std::int64_t size = 0;
  for (const execute::TrainableVariable& variable : variables) size += variable.size;
  if (size_ == size) return;
  if (size_ >= 0) throw Error("optimizer", "the model's variables changed; compile it again", {}, ErrorKind::usage);
  for (bool used : std::visit([](const auto& chosen) { return slots_of(chosen); }, settings_)) {
    slots_.emplace_back(used ? static_cast<std::size_t>(size) : 0, 0.0f);
  }
  size_ = size;
}

void Optimizer::step(std::span<const execute::TrainableVariable> variables) {
  set_up_slots(variables);
  step_rate_ = rate_at(rate_, steps_);
  clip_gradients(before().clipping, variables);
  if (before().weight_decay > 0.0) decay_weights(variables);
  ++steps_;
  if (const auto* adam = std::get_if<AdamSettings>(&settings_)) prepare_adam(*adam);
  std::size_t offset = 0;
  for (const execute::TrainableVariable& variable : variables) {
    std::visit([&](const auto& chosen) { step_variable(chosen, variable, offset); }, settings_);
    offset += static_cast<std::size_t>(variable.size);
  }
}

void Optimizer::decay_weights(std::span<const execute::TrainableVariable> variables) const {
  const auto decay = static_cast<float>(before().weight_decay);
  for (const execute::TrainableVariable& variable : variables) {
    for (std::int64_t i = 0; i < variable.size; ++i) variable.values[i] -= variable.values[i] * decay * step_rate_;
  }
}

// The powers grow by products in double, not by pow(), which differs between C libraries.
void Optimizer::prepare_adam(const AdamSettings& adam) {
  beta_1_power_ *= static_cast<double>(static_cast<float>(adam.beta_1));
  beta_2_power_ *= static_cast<double>(static_cast<float>(adam.beta_2));
  const float numerator = std::sqrt(1.0f - static_cast<float>(beta_2_power_));
  adam_rate_ = step_rate_ * numerator / (1.0f - static_cast<float>(beta_1_power_));
}

void Optimizer::step_variable(const AdamSettings& adam, const execute::TrainableVariable& variable,
                              std::size_t offset) {
  const linear::AdamStep step = {.alpha = adam_rate_,
                                 .one_minus_beta_1 = static_cast<float>(1.0 - adam.beta_1),
                                 .one_minus_beta_2 = static_cast<float>(1.0 - adam.beta_2),
                                 .epsilon = static_cast<float>(adam.epsilon)};
  float *const m = slot(0, offset), *const v = slot(1, offset);
  linear::for_each_stretch(variable.size, 4 * linear::number_cost, [&](std::int64_t first, std::int64_t count) {
    linear::kernels().adam(step, variable.gradient + first, m + first, v + first, variable.values + first, count);
  });
}

void Optimizer::step_variable(const SgdSettings& sgd, const execute::TrainableVariable& variable, std::size_t offset) {
  float* velocity = slot(0, offset);
  const float rate = step_rate_;
  const auto momentum = static_cast<float>(sgd.momentum);
  for (std::int64_t i = 0; i < variable.size; ++i) {
    const float move = variable.gradient[i] * rate;
    if (velocity == nullptr) {
      variable.values[i] -= move;
      continue;
    }
    velocity[i] = velocity[i] * momentum - move;
    variable.values[i] += sgd.nesterov ? velocity[i] * momentum - move : velocity[i];
  }
}

void Optimizer::step_variable(const RmspropSettings& rmsprop, const execute::TrainableVariable& variable,
                              std::size_t offset) {
  float* velocity = slot(0, offset);
  float* momentum = slot(1, offset);
  float* average = slot(2, offset);
  const float rate = step_rate_;
  const auto rho = static_cast<float>(rmsprop.rho);
  const auto fresh = static_cast<float>(1.0 - rmsprop.rho);
  const auto epsilon = static_cast<float>(rmsprop.epsilon);
  for (std::int64_t i = 0; i < variable.size; ++i) {
    const float gradient = variable.gradient[i];
    velocity[i] = rho * velocity[i] + fresh * (gradient * gradient);
    float spread = velocity[i];
    if (average) {
      average[i] = rho * average[i] + fresh * gradient;
      spread -= average[i] * average[i];
    }
    float move = rate * gradient / std::sqrt(spread + epsilon);
    if (momentum) move = momentum[i] = static_cast<float>(rmsprop.momentum) * momentum[i] + move;
    variable.values[i] -= move;
  }
}

}  // namespace kvant::train
