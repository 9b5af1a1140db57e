// SPDX-License-Identifier: Apache-2.0
// ReduceLROnPlateau by Keras' rules.
#include "kvant/callback_state.h"

#include <kvant/callbacks.h>
#include <kvant/model.h>
#include <kvant/types/error.h>

#include <algorithm>

namespace kvant {

ReduceLROnPlateau::ReduceLROnPlateau(const ReduceLROnPlateauOptions& options)
    : options_(options), monitor_(options.monitor, options.mode, options.min_delta) {
  if (options.factor >= 0.0 && options.factor < 1.0) return;
  throw Error("reduce_lr_on_plateau", "factor must be at least 0 and below 1", std::to_string(options.factor),
              ErrorKind::usage);
}

void ReduceLROnPlateau::on_train_begin() {
  monitor_.begin("reduce_lr_on_plateau", *this);
  model().set_learning_rate(model().learning_rate());  // refuses a schedule before the training
  best_.reset();
  wait_ = cooldown_left_ = 0;
}

void ReduceLROnPlateau::add_logs(Logs& logs) { logs.values.emplace_back("learning_rate", model().learning_rate()); }

void ReduceLROnPlateau::on_epoch_end(std::int64_t, const Logs& logs) {
  const double current = monitor_.value(logs);
  if (cooldown_left_ > 0) {
    --cooldown_left_;
    wait_ = 0;
  }
  if (monitor_.is_better(current, best_)) {
    best_ = current;
    wait_ = 0;
  } else if (cooldown_left_ == 0 && ++wait_ >= options_.patience) {
    reduce();
  }
}

void ReduceLROnPlateau::reduce() {
  const double rate = model().learning_rate();
  if (!(rate > static_cast<double>(static_cast<float>(options_.min_lr)))) return;
  model().set_learning_rate(std::max(rate * options_.factor, options_.min_lr));
  cooldown_left_ = options_.cooldown;
  wait_ = 0;
}

std::map<std::string, Array> ReduceLROnPlateau::state() const {
  CallbackState state;
  put(state, "best", best_);
  put(state, "wait", wait_);
  put(state, "cooldown", cooldown_left_);
  return state;
}

void ReduceLROnPlateau::set_state(const std::map<std::string, Array>& state) {
  best_ = number_of(state, "best");
  wait_ = whole_of(state, "wait");
  cooldown_left_ = whole_of(state, "cooldown");
}

}  // namespace kvant
