// SPDX-License-Identifier: Apache-2.0
// ModelCheckpoint by Keras' rules.
#include "kvant/callback_state.h"

#include <kvant/callbacks.h>
#include <kvant/model.h>
#include <kvant/types/error.h>

#include <fmt/args.h>
#include <fmt/format.h>

#include <filesystem>

namespace kvant {
namespace {

/// The path with {epoch}, {batch} and names of logs as values.
std::string fill_in(const std::string& path, std::int64_t epoch, std::int64_t batch, const Logs& logs) {
  fmt::dynamic_format_arg_store<fmt::format_context> values;
  values.push_back(fmt::arg("epoch", epoch + 1));
  values.push_back(fmt::arg("batch", batch + 1));
  for (const auto& [name, value] : logs) values.push_back(fmt::arg(name.c_str(), value));
  try {
    return fmt::vformat(path, values);
  } catch (const fmt::format_error& error) {
    throw Error("model_checkpoint", std::string("cannot fill in the path: ") + error.what(), path, ErrorKind::usage);
  }
}

}  // namespace

ModelCheckpoint::ModelCheckpoint(const ModelCheckpointOptions& options)
    : options_(options), monitor_(options.monitor, options.mode, 0.0) {
  if (!options.filepath.ends_with(".keras") && !options.filepath.ends_with(".h5"))
    throw Error("model_checkpoint", "filepath must end in .keras or .h5", options.filepath, ErrorKind::usage);
  if (options.save_freq < 0) {
    throw Error("model_checkpoint", "save_freq must be 0 (each epoch) or more", std::to_string(options.save_freq),
                ErrorKind::usage);
  }
}

void ModelCheckpoint::on_train_begin() {
  if (options_.save_best_only) monitor_.begin("model_checkpoint", *this);
  Logs example;
  for (const std::string& name : log_names()) example.values.emplace_back(name, 0.5);
  fill_in(options_.filepath, 0, 0, example);  // refuses a path that cannot be, before the training
  best_ = options_.initial_value_threshold;
  batches_ = 0;
}

void ModelCheckpoint::on_train_batch_end(std::int64_t batch, const Logs& logs) {
  if (++batches_ % options_.save_freq == 0) save(epoch_, batch, logs);
}

void ModelCheckpoint::on_epoch_end(std::int64_t epoch, const Logs& logs) {
  if (options_.save_freq == 0) save(epoch, 0, logs);
}

void ModelCheckpoint::save(std::int64_t epoch, std::int64_t batch, const Logs& logs) {
  if (options_.save_best_only) {
    const double current = monitor_.value(logs);
    if (!monitor_.is_better(current, best_)) return;
    best_ = current;
  }
  const std::string path = fill_in(options_.filepath, epoch, batch, logs);
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder);
  model().save(path);
}

std::map<std::string, Array> ModelCheckpoint::state() const {
  CallbackState state;
  put(state, "best", best_);
  put(state, "batches", batches_);
  return state;
}

void ModelCheckpoint::set_state(const std::map<std::string, Array>& state) {
  best_ = number_of(state, "best");
  batches_ = whole_of(state, "batches");
}

}  // namespace kvant
