// SPDX-License-Identifier: Apache-2.0
// Losses, with Keras' names, formulas and defaults.
#pragma once

#include <string>

namespace kvant {

/// A loss by its name: "mse", "mae", "huber" (delta 1), "binary_crossentropy", "categorical_crossentropy",
/// "sparse_categorical_crossentropy" or their long or class names; or one of the classes below. An unknown name is
/// refused by compile().
class Loss {
 public:
  /// None.
  Loss() = default;
  Loss(std::string name) : name_(std::move(name)) {}
  Loss(const char* name) : name_(name) {}

  bool given() const { return !name_.empty(); }
  const std::string& name() const { return name_; }
  bool from_logits() const { return from_logits_; }
  double label_smoothing() const { return label_smoothing_; }

 protected:
  Loss(std::string name, bool from_logits, double label_smoothing)
      : name_(std::move(name)), from_logits_(from_logits), label_smoothing_(label_smoothing) {}

 private:
  std::string name_;
  bool from_logits_ = false;
  double label_smoothing_ = 0.0;
};

/// Predictions are probabilities or, with from_logits, numbers that softmax or sigmoid have not yet seen. Behind a
/// softmax or sigmoid, whichever it is, training takes what goes in there, as Keras does: more exact and without
/// clipping.
struct BinaryCrossentropyOptions {
  bool from_logits = false;
  double label_smoothing = 0.0;  ///< 0 to 1: moves targets towards 0.5
};
/// Targets: a number from 0 to 1 for each prediction.
class BinaryCrossentropy : public Loss {
 public:
  explicit BinaryCrossentropy(const BinaryCrossentropyOptions& options = {})
      : Loss("binary_crossentropy", options.from_logits, options.label_smoothing) {}
};

struct CategoricalCrossentropyOptions {
  bool from_logits = false;
  double label_smoothing = 0.0;  ///< 0 to 1: moves targets towards 1 / classes
};
/// Targets: a number from 0 to 1 for each class, 1 in all.
class CategoricalCrossentropy : public Loss {
 public:
  explicit CategoricalCrossentropy(const CategoricalCrossentropyOptions& options = {})
      : Loss("categorical_crossentropy", options.from_logits, options.label_smoothing) {}
};

struct SparseCategoricalCrossentropyOptions {
  bool from_logits = false;
};
/// Targets: the index of the class, 0 to classes - 1.
class SparseCategoricalCrossentropy : public Loss {
 public:
  explicit SparseCategoricalCrossentropy(const SparseCategoricalCrossentropyOptions& options = {})
      : Loss("sparse_categorical_crossentropy", options.from_logits, 0.0) {}
};

}  // namespace kvant
