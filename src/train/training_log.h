// SPDX-License-Identifier: Apache-2.0
// What fit tells while it runs and when it is done.
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <map>
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
  virtual void on_epoch_begin(std::int64_t /*epoch*/) {}
  /// batch counts from 0; logs: of the epoch so far. Only where wants_batches(). Returns true to end the training.
  virtual bool on_batch_end(std::int64_t /*batch*/, const Logs& /*logs*/) { return false; }
  virtual bool wants_batches() const { return false; }
  /// May add to an epoch's logs before anybody sees them.
  virtual void add_logs(Logs& /*logs*/) {}
  /// epoch counts from 0. Returns true to end the training after this epoch.
  virtual bool on_epoch_end(std::int64_t epoch, const Logs& logs) = 0;
  virtual void on_train_end(const Logs& logs) = 0;

  /// What it remembers, for a training that goes on after an interruption; taken back after on_train_begin.
  virtual std::map<std::string, Array> state() const { return {}; }
  virtual void set_state(const std::map<std::string, Array>& /*state*/) {}
};

/// Bytes that a training takes.
struct TrainingMemory {
  std::int64_t parameters = 0;
  std::int64_t gradients = 0;    ///< of parameters
  std::int64_t optimizer = 0;    ///< its slots
  std::int64_t activations = 0;  ///< of one batch, with their gradients
  std::int64_t batch_size = 0;
  std::int64_t best_weights = 0;  ///< copies that are put back when the loss is no longer a number

  std::int64_t total() const { return parameters + gradients + optimizer + activations + best_weights; }
};

/// Where progress is shown. Called often: what is slow must look at a clock first.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  /// Before the first epoch.
  virtual void on_memory(const TrainingMemory& /*memory*/) {}
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
