// SPDX-License-Identifier: Apache-2.0
// What training reports: metrics by Keras' names, over an epoch.
#pragma once

#include "train/losses.h"
#include "train/weighted_mean.h"

#include <memory>
#include <string>

namespace kvant::train {

class Metric {
 public:
  explicit Metric(std::string name) : name_(std::move(name)) {}
  virtual ~Metric() = default;

  /// The key of logs.
  const std::string& name() const { return name_; }
  virtual void reset() = 0;
  /// A batch more. Its weights are not asked.
  virtual void add(const OutputBatch& batch) = 0;
  virtual double result() const = 0;

 private:
  std::string name_;
};

using MetricPointer = std::unique_ptr<Metric>;

/// mse, mae, rmse or their long names. Throws a usage Error for another name, with a suggestion.
MetricPointer make_metric(const std::string& name);

}  // namespace kvant::train
