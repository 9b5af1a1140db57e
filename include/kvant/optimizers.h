// SPDX-License-Identifier: Apache-2.0
// Optimizers, with Keras' formulas and defaults.
#pragma once

#include <kvant/learning_rates.h>

#include <string>
#include <variant>

namespace kvant {

/// Of every optimizer. At most one of the three bounds is given; 0: none.
struct GradientClipping {
  double clipnorm = 0.0;         ///< the largest norm of each variable's gradient
  double clipvalue = 0.0;        ///< the largest size of each number
  double global_clipnorm = 0.0;  ///< the largest norm of all gradients together
};

struct AdamOptions {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;        ///< 0 to below 1
  double beta_2 = 0.999;      ///< 0 to below 1
  double epsilon = 1e-7;      ///< above 0
  double weight_decay = 0.0;  ///< every variable becomes smaller by this share times the learning rate
  GradientClipping clipping = {};
};

struct AdamWOptions {
  LearningRate learning_rate = 0.001;
  double weight_decay = 0.004;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  GradientClipping clipping = {};
};

struct SGDOptions {
  LearningRate learning_rate = 0.01;
  double momentum = 0.0;  ///< 0 to below 1
  bool nesterov = false;
  double weight_decay = 0.0;
  GradientClipping clipping = {};
};

struct RMSpropOptions {
  LearningRate learning_rate = 0.001;
  double rho = 0.9;
  double momentum = 0.0;
  double epsilon = 1e-7;
  bool centered = false;
  double weight_decay = 0.0;
  GradientClipping clipping = {};
};

/// "adam", "adamw", "sgd" or "rmsprop" with their defaults, or one of the classes below.
class Optimizer {
 public:
  using Options = std::variant<AdamOptions, SGDOptions, RMSpropOptions>;

  /// Throws a usage Error for an unknown name, with a suggestion.
  Optimizer(const std::string& name);
  Optimizer(const char* name) : Optimizer(std::string(name)) {}

  const Options& options() const { return options_; }

 protected:
  explicit Optimizer(const Options& options) : options_(options) {}

 private:
  Options options_;
};

class Adam : public Optimizer {
 public:
  explicit Adam(const AdamOptions& options = {}) : Optimizer(Options(options)) {}
};

/// Adam with weight decay.
class AdamW : public Optimizer {
 public:
  explicit AdamW(const AdamWOptions& o = {})
      : Optimizer(Options(AdamOptions{.learning_rate = o.learning_rate,
                                      .beta_1 = o.beta_1,
                                      .beta_2 = o.beta_2,
                                      .epsilon = o.epsilon,
                                      .weight_decay = o.weight_decay,
                                      .clipping = o.clipping})) {}
};

class SGD : public Optimizer {
 public:
  explicit SGD(const SGDOptions& options = {}) : Optimizer(Options(options)) {}
};

class RMSprop : public Optimizer {
 public:
  explicit RMSprop(const RMSpropOptions& options = {}) : Optimizer(Options(options)) {}
};

}  // namespace kvant
