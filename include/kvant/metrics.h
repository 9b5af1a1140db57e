// SPDX-License-Identifier: Apache-2.0
// Metrics, with Keras' names, formulas and defaults.
#pragma once

#include <cstdint>
#include <string>

namespace kvant {

/// A metric by its name, which is also its name in logs: "mse", "mae", "rmse", "accuracy" (binary, categorical or
/// sparse by the shapes), "binary_accuracy", "categorical_accuracy", "sparse_categorical_accuracy",
/// "top_k_categorical_accuracy", "sparse_top_k_categorical_accuracy", "precision", "recall", "auc", a cross entropy, or
/// their class names; or one of the classes below. compile() refuses an unknown name.
class Metric {
 public:
  struct Settings {
    std::string kind;
    std::string name;  ///< in logs; empty: the kind
    double threshold = 0.5;
    std::int64_t k = 5;
    std::int64_t class_id = -1;
    std::int64_t num_thresholds = 200;
    std::string curve = "ROC";
    bool from_logits = false;
  };

  Metric(std::string name) { settings_.kind = std::move(name); }
  Metric(const char* name) { settings_.kind = name; }
  /// Of the kinds above.
  explicit Metric(Settings settings) : settings_(std::move(settings)) {}

  const Settings& settings() const { return settings_; }
  /// In logs.
  const std::string& name() const { return settings_.name.empty() ? settings_.kind : settings_.name; }

 private:
  Settings settings_;
};

struct BinaryAccuracyOptions {
  double threshold = 0.5;  ///< above it a prediction is 1
  std::string name = "binary_accuracy";
};
class BinaryAccuracy : public Metric {
 public:
  explicit BinaryAccuracy(const BinaryAccuracyOptions& o = {})
      : Metric(Settings{.kind = "binary_accuracy", .name = o.name, .threshold = o.threshold}) {}
};

struct TopKCategoricalAccuracyOptions {
  std::int64_t k = 5;  ///< 1 or more: the right class must be among so many
  std::string name = "top_k_categorical_accuracy";
};
class TopKCategoricalAccuracy : public Metric {
 public:
  explicit TopKCategoricalAccuracy(const TopKCategoricalAccuracyOptions& o = {})
      : Metric(Settings{.kind = "top_k_categorical_accuracy", .name = o.name, .k = o.k}) {}
};

struct SparseTopKCategoricalAccuracyOptions {
  std::int64_t k = 5;
  std::string name = "sparse_top_k_categorical_accuracy";
};
class SparseTopKCategoricalAccuracy : public Metric {
 public:
  explicit SparseTopKCategoricalAccuracy(const SparseTopKCategoricalAccuracyOptions& o = {})
      : Metric(Settings{.kind = "sparse_top_k_categorical_accuracy", .name = o.name, .k = o.k}) {}
};

struct PrecisionOptions {
  double threshold = 0.5;      ///< above it a prediction says yes
  std::int64_t class_id = -1;  ///< of this class alone; -1: of all numbers
  std::string name = "precision";
};
/// True positives over predicted positives; 0 of none.
class Precision : public Metric {
 public:
  explicit Precision(const PrecisionOptions& o = {})
      : Metric(Settings{.kind = "precision", .name = o.name, .threshold = o.threshold, .class_id = o.class_id}) {}
};

struct RecallOptions {
  double threshold = 0.5;
  std::int64_t class_id = -1;
  std::string name = "recall";
};
/// True positives over positives; 0 of none.
class Recall : public Metric {
 public:
  explicit Recall(const RecallOptions& o = {})
      : Metric(Settings{.kind = "recall", .name = o.name, .threshold = o.threshold, .class_id = o.class_id}) {}
};

struct AUCOptions {
  std::int64_t num_thresholds = 200;  ///< 2 or more
  std::string curve = "ROC";          ///< "ROC", or "PR": precision over recall
  bool from_logits = false;           ///< predictions go through sigmoid first
  std::string name = "auc";
};
/// The area under a curve, by counts at thresholds evenly apart.
class AUC : public Metric {
 public:
  explicit AUC(const AUCOptions& o = {})
      : Metric(Settings{.kind = "auc",
                        .name = o.name,
                        .num_thresholds = o.num_thresholds,
                        .curve = o.curve,
                        .from_logits = o.from_logits}) {}
};

}  // namespace kvant
