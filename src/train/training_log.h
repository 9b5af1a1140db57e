// SPDX-License-Identifier: Apache-2.0
// What fit tells while it runs and when it is done.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace kvant::train {

/// Names and values of one epoch in order: loss, metrics, val_loss, val_ metrics.
using Logs = std::vector<std::pair<std::string, double>>;

/// Called by fit, in the order of their list. An exception ends the training.
class EpochListener {
 public:
  virtual ~EpochListener() = default;
  virtual void on_train_begin() {}
  /// epoch counts from 0. Returns true to end the training after this epoch.
  virtual bool on_epoch_end(std::int64_t epoch, const Logs& logs) = 0;
  virtual void on_train_end(const Logs& logs) = 0;
};

/// Where progress is shown. Called often: what is slow must look at a clock first.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  /// epoch counts from 0; steps: batches of this epoch.
  virtual void on_epoch_begin(std::int64_t epoch, std::int64_t epochs, std::int64_t steps) = 0;
  /// step: batches done; loss: their mean so far.
  virtual void on_step(std::int64_t step, double loss) = 0;
  virtual void on_epoch_end(std::int64_t epoch, const Logs& logs, double seconds) = 0;
};

struct TrainingLog {
  std::vector<std::int64_t> epochs;  ///< 0, 1, 2 ...
  /// One column per name, one value per epoch.
  std::vector<std::pair<std::string, std::vector<double>>> columns;
  bool stalled = false;
  std::string advice;  ///< why, and what to try; empty when nothing is wrong

  void add(std::int64_t epoch, const Logs& logs);
};

}  // namespace kvant::train
