// SPDX-License-Identifier: Apache-2.0
// Optimizers, with Keras' formulas and defaults.
#pragma once

#include <string>
#include <variant>

namespace kvant {

struct AdamOptions {
  double learning_rate = 0.001;  ///< above 0
  double beta_1 = 0.9;           ///< 0 to below 1
  double beta_2 = 0.999;         ///< 0 to below 1
  double epsilon = 1e-7;         ///< above 0
};

struct SGDOptions {
  double learning_rate = 0.01;
  double momentum = 0.0;  ///< 0 to below 1
  bool nesterov = false;
};

struct RMSpropOptions {
  double learning_rate = 0.001;
  double rho = 0.9;
  double momentum = 0.0;
  double epsilon = 1e-7;
  bool centered = false;
};

/// "adam", "sgd" or "rmsprop" with their defaults, or one of the classes below.
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

class SGD : public Optimizer {
 public:
  explicit SGD(const SGDOptions& options = {}) : Optimizer(Options(options)) {}
};

class RMSprop : public Optimizer {
 public:
  explicit RMSprop(const RMSpropOptions& options = {}) : Optimizer(Options(options)) {}
};

}  // namespace kvant
