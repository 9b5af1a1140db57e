// SPDX-License-Identifier: Apache-2.0
// Optimizers by name, and what the room train/ makes of them.
#include <kvant/optimizers.h>

#include "kvant/optimizer_settings.h"

namespace kvant {
namespace {

struct ToRate {
  train::LearningRate operator()(double rate) const { return rate; }
  train::LearningRate operator()(const ExponentialDecay& d) const {
    return train::ExponentialDecay{d.initial_learning_rate, d.decay_steps, d.decay_rate, d.staircase};
  }
  train::LearningRate operator()(const CosineDecay& d) const {
    return train::CosineDecay{d.initial_learning_rate, d.decay_steps, d.alpha, d.warmup_target, d.warmup_steps};
  }
  train::LearningRate operator()(const PiecewiseConstantDecay& d) const {
    return train::PiecewiseConstantDecay{d.boundaries, d.values};
  }
};

template <class Options>
train::BeforeStep before_of(const Options& o) {
  return {{o.clipping.clipnorm, o.clipping.clipvalue, o.clipping.global_clipnorm}, o.weight_decay};
}

template <class Options>
train::LearningRate rate_of(const Options& o) {
  return std::visit(ToRate{}, o.learning_rate.value());
}

struct ToSettings {
  train::OptimizerSettings operator()(const AdamOptions& o) const {
    return train::AdamSettings{rate_of(o), o.beta_1, o.beta_2, o.epsilon, before_of(o)};
  }
  train::OptimizerSettings operator()(const SGDOptions& o) const {
    return train::SgdSettings{rate_of(o), o.momentum, o.nesterov, before_of(o)};
  }
  train::OptimizerSettings operator()(const RMSpropOptions& o) const {
    return train::RmspropSettings{rate_of(o), o.rho, o.momentum, o.epsilon, o.centered, before_of(o)};
  }
};

/// Of settings as a name alone gives them.
struct ToOptions {
  Optimizer::Options operator()(const train::AdamSettings& s) const {
    return AdamOptions{.weight_decay = s.before.weight_decay};
  }
  Optimizer::Options operator()(const train::SgdSettings&) const { return SGDOptions{}; }
  Optimizer::Options operator()(const train::RmspropSettings&) const { return RMSpropOptions{}; }
};

}  // namespace

Optimizer::Optimizer(const std::string& name) : options_(std::visit(ToOptions{}, train::find_optimizer(name))) {}

train::OptimizerSettings settings_of(const Optimizer& optimizer) {
  return std::visit(ToSettings{}, optimizer.options());
}

}  // namespace kvant
