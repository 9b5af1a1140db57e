// SPDX-License-Identifier: Apache-2.0
// Looking on while a model trains, and stopping it.
#pragma once

#include <kvant/history.h>

#include <cstdint>

namespace kvant {

/// Derive from it and give its address to FitOptions::callbacks. An exception ends fit().
class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_train_begin() {}
  /// epoch counts from 0.
  virtual void on_epoch_end(std::int64_t /*epoch*/, const Logs& /*logs*/) {}
  virtual void on_train_end(const Logs& /*logs*/) {}

  /// Ends the training after this epoch.
  void stop_training() { stopping_ = true; }
  bool is_stopping() const { return stopping_; }
  /// fit() calls it first, so that a callback serves again.
  void keep_training() { stopping_ = false; }

 private:
  bool stopping_ = false;
};

/// Ctrl-C: the fit() that runs, or else the next one, throws an Error of kind interrupted after its current step.
/// Safe in a signal handler.
void request_stop() noexcept;

}  // namespace kvant
