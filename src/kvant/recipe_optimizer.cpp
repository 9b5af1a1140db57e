// SPDX-License-Identifier: Apache-2.0
// Reading optimizers and schedules.
#include "kvant/recipe_optimizer.h"

namespace kvant::recipes {
namespace {

ExponentialDecay read_exponential(Section& table) {
  ExponentialDecay decay;
  table.read("initial_learning_rate", decay.initial_learning_rate);
  table.read("decay_steps", decay.decay_steps);
  table.read("decay_rate", decay.decay_rate);
  table.read("staircase", decay.staircase);
  return decay;
}

CosineDecay read_cosine(Section& table) {
  CosineDecay decay;
  table.read("initial_learning_rate", decay.initial_learning_rate);
  table.read("decay_steps", decay.decay_steps);
  table.read("alpha", decay.alpha);
  table.read("warmup_target", decay.warmup_target);
  table.read("warmup_steps", decay.warmup_steps);
  return decay;
}

PiecewiseConstantDecay read_piecewise(Section& table) {
  PiecewiseConstantDecay decay;
  std::vector<double> boundaries;
  table.read("boundaries", boundaries);
  for (double boundary : boundaries) {
    if (boundary < 0.0 || boundary > 9e15 || boundary != std::floor(boundary))
      table.refuse("boundaries", "must be whole numbers of steps");
    decay.boundaries.push_back(static_cast<std::int64_t>(boundary));
  }
  table.read("values", decay.values);
  return decay;
}

LearningRate read_schedule(Section table) {
  std::string schedule;
  table.read_word("schedule", schedule, {"exponential_decay", "cosine_decay", "piecewise_constant_decay"});
  LearningRate rate = 0.0;
  if (schedule == "exponential_decay") rate = read_exponential(table);
  if (schedule == "cosine_decay") rate = read_cosine(table);
  if (schedule == "piecewise_constant_decay") rate = read_piecewise(table);
  table.finish();
  table.require("schedule");
  return rate;
}

/// What all optimizers have.
template <class Options>
void read_common(Section& table, Options& options) {
  const toml::node* rate = table.find("learning_rate");
  if (rate != nullptr && rate->is_table()) {
    options.learning_rate = read_schedule(*table.section("learning_rate"));
  } else if (rate != nullptr) {
    double number = 0.0;
    table.read("learning_rate", number);
    options.learning_rate = number;
  }
  table.read("weight_decay", options.weight_decay);
  table.read("clipnorm", options.clipping.clipnorm);
  table.read("clipvalue", options.clipping.clipvalue);
  table.read("global_clipnorm", options.clipping.global_clipnorm);
}

template <class Options>
Options read_adam(Section& table) {
  Options options;
  read_common(table, options);
  table.read("beta_1", options.beta_1);
  table.read("beta_2", options.beta_2);
  table.read("epsilon", options.epsilon);
  return options;
}

SGDOptions read_sgd(Section& table) {
  SGDOptions options;
  read_common(table, options);
  table.read("momentum", options.momentum);
  table.read("nesterov", options.nesterov);
  return options;
}

RMSpropOptions read_rmsprop(Section& table) {
  RMSpropOptions options;
  read_common(table, options);
  table.read("rho", options.rho);
  table.read("momentum", options.momentum);
  table.read("epsilon", options.epsilon);
  table.read("centered", options.centered);
  return options;
}

Optimizer read_table(Section& table, const std::string& name) {
  if (name == "adamw") return AdamW(read_adam<AdamWOptions>(table));
  if (name == "sgd") return SGD(read_sgd(table));
  if (name == "rmsprop") return RMSprop(read_rmsprop(table));
  return Adam(read_adam<AdamOptions>(table));
}

}  // namespace

Optimizer read_optimizer(Section& compile) {
  std::string name = "adam";
  const toml::node* node = compile.find("optimizer");
  if (node == nullptr) return {name};
  if (!node->is_table()) {
    compile.read("optimizer", name);
    try {
      return {name};
    } catch (const Error& error) {
      throw Error(compile.where(), error.problem(), error.received(), ErrorKind::usage);
    }
  }
  Section table = *compile.section("optimizer");
  table.read_word("name", name, {"adam", "adamw", "sgd", "rmsprop"});
  Optimizer optimizer = read_table(table, name);
  table.finish();
  table.require("name");
  return optimizer;
}

}  // namespace kvant::recipes
