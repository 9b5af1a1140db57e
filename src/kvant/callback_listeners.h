// SPDX-License-Identifier: Apache-2.0
// Callbacks as the training loop calls them.
#pragma once

#include "train/training_log.h"

#include <kvant/callbacks.h>

#include <deque>
#include <string>
#include <vector>

namespace kvant {

/// A callback as the training loop calls it.
class CallbackListener : public train::EpochListener {
 public:
  explicit CallbackListener(Callback& callback) : callback_(callback) {}
  void on_train_begin() override {
    callback_.keep_training();
    callback_.on_train_begin();
  }
  void on_epoch_begin(std::int64_t epoch) override { callback_.on_epoch_begin(epoch); }
  bool on_batch_end(std::int64_t batch, const train::Logs& logs) override {
    callback_.on_train_batch_end(batch, {logs});
    return callback_.is_stopping();
  }
  bool wants_batches() const override { return callback_.wants_batches(); }
  void add_logs(train::Logs& logs) override {
    Logs all{std::move(logs)};
    callback_.add_logs(all);
    logs = std::move(all.values);
  }
  bool on_epoch_end(std::int64_t epoch, const train::Logs& logs) override {
    callback_.on_epoch_end(epoch, {logs});
    return callback_.is_stopping();
  }
  void on_train_end(const train::Logs& logs) override { callback_.on_train_end({logs}); }
  std::map<std::string, Array> state() const override { return callback_.state(); }
  void set_state(const std::map<std::string, Array>& state) override { callback_.set_state(state); }

 private:
  Callback& callback_;
};

/// Gives callbacks their model while it lives.
class CallbackListeners {
 public:
  CallbackListeners(Model& model, const std::vector<Callback*>& callbacks, std::vector<std::string> log_names,
                    bool resuming)
      : callbacks_(callbacks) {
    Logs names;
    for (const std::string& name : log_names) names.values.emplace_back(name, 0.0);
    for (Callback* callback : callbacks_) callback->set_model(&model, log_names, resuming);
    for (Callback* callback : callbacks_) callback->add_logs(names);
    log_names.clear();
    for (const auto& [name, value] : names) log_names.push_back(name);
    for (Callback* callback : callbacks_) {
      callback->set_model(&model, log_names, resuming);
      listeners_.emplace_back(*callback);
    }
  }
  ~CallbackListeners() {
    for (Callback* callback : callbacks_) callback->set_model(nullptr, {}, false);
  }
  CallbackListeners(const CallbackListeners&) = delete;
  CallbackListeners& operator=(const CallbackListeners&) = delete;

  std::vector<train::EpochListener*> listeners() const {
    std::vector<train::EpochListener*> all;
    for (CallbackListener& listener : listeners_) all.push_back(&listener);
    return all;
  }

 private:
  std::vector<Callback*> callbacks_;
  mutable std::deque<CallbackListener> listeners_;
};

}  // namespace kvant
