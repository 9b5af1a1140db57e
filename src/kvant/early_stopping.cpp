// SPDX-License-Identifier: Apache-2.0
// EarlyStopping by Keras' rules.
#include "kvant/callback_state.h"

#include <kvant/callbacks.h>
#include <kvant/model.h>

namespace kvant {

EarlyStopping::EarlyStopping(const EarlyStoppingOptions& options)
    : options_(options), monitor_(options.monitor, options.mode, options.min_delta) {}

void EarlyStopping::on_train_begin() {
  monitor_.begin("early_stopping", *this);
  best_.reset();
  best_weights_.clear();
  wait_ = stopped_epoch_ = best_epoch_ = 0;
}

void EarlyStopping::on_epoch_end(std::int64_t epoch, const Logs& logs) {
  if (epoch < options_.start_from_epoch) return;
  const double current = monitor_.value(logs);
  const auto keep_weights = [&] {
    if (options_.restore_best_weights) best_weights_ = model().get_weights();
    best_epoch_ = epoch;
  };
  if (options_.restore_best_weights && best_weights_.empty()) keep_weights();
  ++wait_;
  if (monitor_.is_better(current, best_)) {
    best_ = current;
    keep_weights();
    // Only who beats the baseline, too, starts a new wait.
    if (!options_.baseline || monitor_.is_better(current, options_.baseline)) wait_ = 0;
    return;
  }
  if (wait_ >= options_.patience && epoch > 0) {
    stopped_epoch_ = epoch;
    stop_training();
  }
}

void EarlyStopping::on_train_end(const Logs&) {
  if (!best_weights_.empty()) model().set_weights(best_weights_);
}

std::map<std::string, Array> EarlyStopping::state() const {
  CallbackState state;
  put(state, "best", best_);
  put(state, "wait", wait_);
  put(state, "best_epoch", best_epoch_);
  for (std::size_t i = 0; i < best_weights_.size(); ++i)
    state.emplace("best_weights_" + std::to_string(i), best_weights_[i]);
  return state;
}

void EarlyStopping::set_state(const std::map<std::string, Array>& state) {
  best_ = number_of(state, "best");
  wait_ = whole_of(state, "wait");
  best_epoch_ = whole_of(state, "best_epoch");
  best_weights_.clear();
  for (std::size_t i = 0; state.count("best_weights_" + std::to_string(i)) > 0; ++i)
    best_weights_.push_back(state.at("best_weights_" + std::to_string(i)));
}

}  // namespace kvant
