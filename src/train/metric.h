// SPDX-License-Identifier: Apache-2.0
// What training reports: metrics by Keras' names, over an epoch.
#pragma once

#include "train/loss.h"

#include <kvant/types/shape.h>

#include <memory>
#include <string>
#include <vector>

namespace kvant::train {

class Metric {
 public:
  explicit Metric(std::string name) : name_(std::move(name)) {}
  virtual ~Metric() = default;

  /// The key of logs.
  const std::string& name() const { return name_; }
  /// Whether more is better.
  virtual bool grows() const = 0;
  virtual void reset() = 0;
  /// A batch more. Its weights are not asked.
  virtual void add(const OutputBatch& batch) = 0;
  virtual double result() const = 0;

  /// The sums so far: what an interrupted training keeps.
  virtual std::vector<double> state() const = 0;
  /// Takes back what state() gave.
  virtual void set_state(const std::vector<double>& state) = 0;

 private:
  std::string name_;
};

using MetricPointer = std::unique_ptr<Metric>;

struct MetricSettings {
  std::string kind;                   ///< Keras' name of function or class, long or short
  std::string name;                   ///< the key of logs; empty: the kind
  double threshold = 0.5;             ///< binary accuracy, precision, recall: above it a prediction says yes
  std::int64_t k = 5;                 ///< top k accuracy
  std::int64_t class_id = -1;         ///< precision, recall: of this class alone; -1: of all numbers
  std::int64_t num_thresholds = 200;  ///< auc: 2 or more
  std::string curve = "ROC";          ///< auc: "ROC" or "PR"
  bool from_logits = false;           ///< auc: predictions go through sigmoid first
};

/// Of predictions and targets of these shapes, batch first; "accuracy" is chosen by them as Keras does. Throws a usage
/// Error for an unknown kind, with a suggestion, for settings that cannot be, and for shapes that the metric does not
/// take.
MetricPointer make_metric(const MetricSettings& settings, const Shape& predicted, const Shape& target);

/// Throws the Error of make_metric that needs no shapes.
void check_metric(const MetricSettings& settings);

}  // namespace kvant::train
