// SPDX-License-Identifier: Apache-2.0
// What every callback has, the simple ones, and the wish to stop.
#include <kvant/callbacks.h>
#include <kvant/types/error.h>

#include "train/stop_request.h"

#include <cmath>

namespace kvant {

Model& Callback::model() const {
  if (model_ == nullptr) throw Error("callback", "has a model only while fit() runs", {}, ErrorKind::usage);
  return *model_;
}

void Callback::set_model(Model* model, std::vector<std::string> log_names, bool resuming) {
  model_ = model;
  resuming_ = resuming;
  log_names_ = std::move(log_names);
}

void TerminateOnNaN::on_train_batch_end(std::int64_t, const Logs& logs) {
  if (!std::isfinite(logs["loss"])) stop_training();
}

void LambdaCallback::on_train_begin() {
  if (options_.on_train_begin) options_.on_train_begin();
}
void LambdaCallback::on_epoch_begin(std::int64_t epoch) {
  if (options_.on_epoch_begin) options_.on_epoch_begin(epoch);
}
void LambdaCallback::on_train_batch_end(std::int64_t batch, const Logs& logs) {
  options_.on_train_batch_end(batch, logs);
}
void LambdaCallback::on_epoch_end(std::int64_t epoch, const Logs& logs) {
  if (options_.on_epoch_end) options_.on_epoch_end(epoch, logs);
}
void LambdaCallback::on_train_end(const Logs& logs) {
  if (options_.on_train_end) options_.on_train_end(logs);
}

void request_stop() noexcept { train::request_stop(); }

}  // namespace kvant
