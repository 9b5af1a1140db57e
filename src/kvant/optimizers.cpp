// SPDX-License-Identifier: Apache-2.0
// Optimizers by name, and what the room train/ makes of them.
#include <kvant/optimizers.h>

#include "kvant/optimizer_settings.h"

namespace kvant {
namespace {

struct ToSettings {
  train::OptimizerSettings operator()(const AdamOptions& o) const {
    return train::AdamSettings{o.learning_rate, o.beta_1, o.beta_2, o.epsilon};
  }
  train::OptimizerSettings operator()(const SGDOptions& o) const {
    return train::SgdSettings{o.learning_rate, o.momentum, o.nesterov};
  }
  train::OptimizerSettings operator()(const RMSpropOptions& o) const {
    return train::RmspropSettings{o.learning_rate, o.rho, o.momentum, o.epsilon, o.centered};
  }
};

struct ToOptions {
  Optimizer::Options operator()(const train::AdamSettings& s) const {
    return AdamOptions{s.learning_rate, s.beta_1, s.beta_2, s.epsilon};
  }
  Optimizer::Options operator()(const train::SgdSettings& s) const {
    return SGDOptions{s.learning_rate, s.momentum, s.nesterov};
  }
  Optimizer::Options operator()(const train::RmspropSettings& s) const {
    return RMSpropOptions{s.learning_rate, s.rho, s.momentum, s.epsilon, s.centered};
  }
};

}  // namespace

Optimizer::Optimizer(const std::string& name) : options_(std::visit(ToOptions{}, train::find_optimizer(name))) {}

train::OptimizerSettings settings_of(const Optimizer& optimizer) {
  return std::visit(ToSettings{}, optimizer.options());
}

}  // namespace kvant
