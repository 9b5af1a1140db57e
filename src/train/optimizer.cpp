// SPDX-License-Identifier: Apache-2.0
// Optimizer steps in float32, rounded where Keras rounds.
#include "train/optimizer.h"

#include "layers/did_you_mean.h"
#include "linear/kernels.h"

#include <kvant/types/error.h>

#include <fmt/core.h>

#include <array>
#include <cmath>
#include <string_view>

namespace kvant::train {
namespace {

constexpr std::array<std::string_view, 3> known_names = {"adam", "sgd", "rmsprop"};

void check_rate(const std::string& where, double rate) {
  if (!(rate > 0.0) || !std::isfinite(rate)) {
    throw Error(where, "learning_rate must be above 0", fmt::format("{}", rate), ErrorKind::usage);
  }
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
  check_rate("adam", adam.learning_rate);
  check_share("adam", "beta_1", adam.beta_1);
  check_share("adam", "beta_2", adam.beta_2);
  check_epsilon("adam", adam.epsilon);
}
void check(const SgdSettings& sgd) {
  check_rate("sgd", sgd.learning_rate);
  check_share("sgd", "momentum", sgd.momentum);
}
void check(const RmspropSettings& rmsprop) {
  check_rate("rmsprop", rmsprop.learning_rate);
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
  if (name == "sgd" || name == "SGD") return SgdSettings{};
  if (name == "rmsprop" || name == "RMSprop") return RmspropSettings{};
  throw layers::unknown_name("compile", "optimizer", name, known_names);
}

Optimizer::Optimizer(const OptimizerSettings& settings) : settings_(settings) {
  std::visit([](const auto& chosen) { check(chosen); }, settings_);
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
  ++steps_;
  if (const auto* adam = std::get_if<AdamSettings>(&settings_)) prepare_adam(*adam);
  std::size_t offset = 0;
  for (const execute::TrainableVariable& variable : variables) {
    std::visit([&](const auto& chosen) { step_variable(chosen, variable, offset); }, settings_);
    offset += static_cast<std::size_t>(variable.size);
  }
}

// The powers grow by products in double, not by pow(), which differs between C libraries.
void Optimizer::prepare_adam(const AdamSettings& adam) {
  beta_1_power_ *= static_cast<double>(static_cast<float>(adam.beta_1));
  beta_2_power_ *= static_cast<double>(static_cast<float>(adam.beta_2));
  const float numerator = std::sqrt(1.0f - static_cast<float>(beta_2_power_));
  adam_rate_ = static_cast<float>(adam.learning_rate) * numerator / (1.0f - static_cast<float>(beta_1_power_));
}

void Optimizer::step_variable(const AdamSettings& adam, const execute::TrainableVariable& variable,
                              std::size_t offset) {
  const linear::AdamStep step = {.alpha = adam_rate_,
                                 .one_minus_beta_1 = static_cast<float>(1.0 - adam.beta_1),
                                 .one_minus_beta_2 = static_cast<float>(1.0 - adam.beta_2),
                                 .epsilon = static_cast<float>(adam.epsilon)};
  linear::kernels().adam(step, variable.gradient, slot(0, offset), slot(1, offset), variable.values, variable.size);
}

void Optimizer::step_variable(const SgdSettings& sgd, const execute::TrainableVariable& variable, std::size_t offset) {
  float* velocity = slot(0, offset);
  const auto rate = static_cast<float>(sgd.learning_rate);
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
  const auto rate = static_cast<float>(rmsprop.learning_rate);
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
