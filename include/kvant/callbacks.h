// SPDX-License-Identifier: Apache-2.0
// Looking on while a model trains, and acting on it: Keras' callbacks.
#pragma once

#include <kvant/history.h>
#include <kvant/types/array.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kvant {

class Model;

/// Derive from it and give its address to FitOptions::callbacks. An exception ends fit().
class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_train_begin() {}
  /// epoch counts from 0.
  virtual void on_epoch_begin(std::int64_t /*epoch*/) {}
  /// batch counts from 0 in each epoch; logs: means of the epoch so far. Only where wants_batches().
  virtual void on_train_batch_end(std::int64_t /*batch*/, const Logs& /*logs*/) {}
  virtual bool wants_batches() const { return false; }
  /// May add to an epoch's logs before any callback sees them.
  virtual void add_logs(Logs& /*logs*/) {}
  virtual void on_epoch_end(std::int64_t /*epoch*/, const Logs& /*logs*/) {}
  virtual void on_train_end(const Logs& /*logs*/) {}

  /// What it remembers, by names of its own, for a training that goes on after an interruption; and back.
  virtual std::map<std::string, Array> state() const { return {}; }
  virtual void set_state(const std::map<std::string, Array>& /*state*/) {}

  /// Ends the training after this epoch, or from on_train_batch_end after this batch.
  void stop_training() { stopping_ = true; }
  bool is_stopping() const { return stopping_; }
  /// fit() calls it first, so that a callback serves again.
  void keep_training() { stopping_ = false; }

  /// The model that trains. Throws a usage Error outside of fit().
  Model& model() const;
  /// The names that an epoch's logs will have.
  const std::vector<std::string>& log_names() const { return log_names_; }
  /// The training goes on where another was interrupted.
  bool is_resuming() const { return resuming_; }
  /// fit() calls it before on_train_begin, and with null at its end.
  void set_model(Model* model, std::vector<std::string> log_names, bool resuming);

 private:
  bool stopping_ = false;
  bool resuming_ = false;
  Model* model_ = nullptr;
  std::vector<std::string> log_names_;
};

/// A value of the logs, and which way is better.
class Monitor {
 public:
  /// mode: "min", "max" or "auto" (by the name: a loss falls, an accuracy grows). Throws a usage Error for another.
  Monitor(std::string name, const std::string& mode, double min_delta);

  /// Settles the direction. Throws a usage Error for a name that the logs of this training will not have.
  void begin(const std::string& where, const Callback& callback);
  double value(const Logs& logs) const { return logs[name_]; }
  /// By more than min_delta, in float32 as Keras compares; anything is better than nothing.
  bool is_better(double value, const std::optional<double>& than) const;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::string mode_;
  double min_delta_;
  bool grows_ = false;
};

struct EarlyStoppingOptions {
  std::string monitor = "val_loss";
  double min_delta = 0.0;               ///< less than this is no improvement
  std::int64_t patience = 0;            ///< epochs without one before the training ends
  std::string mode = "auto";            ///< "min", "max" or "auto"
  std::optional<double> baseline = {};  ///< must be beaten, too
  bool restore_best_weights = false;    ///< at the end
  std::int64_t start_from_epoch = 0;    ///< nothing is watched before
};

/// Ends a training that no longer gets better.
class EarlyStopping : public Callback {
 public:
  explicit EarlyStopping(const EarlyStoppingOptions& options = {});
  void on_train_begin() override;
  void on_epoch_end(std::int64_t epoch, const Logs& logs) override;
  void on_train_end(const Logs& logs) override;
  std::map<std::string, Array> state() const override;
  void set_state(const std::map<std::string, Array>& state) override;

  /// 0 when it did not end the training.
  std::int64_t stopped_epoch() const { return stopped_epoch_; }
  std::int64_t best_epoch() const { return best_epoch_; }

 private:
  EarlyStoppingOptions options_;
  Monitor monitor_;
  std::optional<double> best_;
  std::vector<Array> best_weights_;
  std::int64_t wait_ = 0, stopped_epoch_ = 0, best_epoch_ = 0;
};

struct ReduceLROnPlateauOptions {
  std::string monitor = "val_loss";
  double factor = 0.1;         ///< 0 to below 1: what the learning rate is multiplied by
  std::int64_t patience = 10;  ///< epochs without an improvement before
  std::string mode = "auto";
  double min_delta = 1e-4;
  std::int64_t cooldown = 0;  ///< epochs after it in which nothing is counted
  double min_lr = 0.0;
};

/// Makes the learning rate smaller when the training stands still, and adds learning_rate to the logs. Not with a
/// schedule.
class ReduceLROnPlateau : public Callback {
 public:
  explicit ReduceLROnPlateau(const ReduceLROnPlateauOptions& options = {});
  void on_train_begin() override;
  void add_logs(Logs& logs) override;
  void on_epoch_end(std::int64_t epoch, const Logs& logs) override;
  std::map<std::string, Array> state() const override;
  void set_state(const std::map<std::string, Array>& state) override;

 private:
  void reduce();

  ReduceLROnPlateauOptions options_;
  Monitor monitor_;
  std::optional<double> best_;
  std::int64_t wait_ = 0, cooldown_left_ = 0;
};

struct ModelCheckpointOptions {
  /// Ends in .keras or .h5. {epoch} (from 1), {batch} and names of logs stand for values:
  /// "net-{epoch:02d}-{val_loss:.3f}.keras".
  std::string filepath;
  std::string monitor = "val_loss";
  bool save_best_only = false;
  std::string mode = "auto";
  std::int64_t save_freq = 0;                          ///< after so many batches; 0: after each epoch
  std::optional<double> initial_value_threshold = {};  ///< with save_best_only: must be beaten first
};

/// Saves the model while it trains. A file is replaced at once, so that an interruption leaves a whole one.
class ModelCheckpoint : public Callback {
 public:
  explicit ModelCheckpoint(const ModelCheckpointOptions& options);
  void on_train_begin() override;
  void on_epoch_begin(std::int64_t epoch) override { epoch_ = epoch; }
  void on_train_batch_end(std::int64_t batch, const Logs& logs) override;
  bool wants_batches() const override { return options_.save_freq > 0; }
  void on_epoch_end(std::int64_t epoch, const Logs& logs) override;
  std::map<std::string, Array> state() const override;
  void set_state(const std::map<std::string, Array>& state) override;

 private:
  void save(std::int64_t epoch, std::int64_t batch, const Logs& logs);

  ModelCheckpointOptions options_;
  Monitor monitor_;
  std::optional<double> best_;
  std::int64_t epoch_ = 0, batches_ = 0;
};

struct CSVLoggerOptions {
  std::string filename;
  std::string separator = ",";
  bool append = false;  ///< go on in a file that is there
};

/// Writes a line per epoch: epoch, then the logs by their names in order of the alphabet, as the shortest text of the
/// float32. Without validation the columns of val_ names hold NA, as Keras writes them.
class CSVLogger : public Callback {
 public:
  explicit CSVLogger(const CSVLoggerOptions& options);
  void on_train_begin() override;
  void on_epoch_end(std::int64_t epoch, const Logs& logs) override;

 private:
  CSVLoggerOptions options_;
  std::vector<std::string> columns_;
};

/// Ends the training when the loss is not a finite number, after the batch. fit() does so anyway, and puts the best
/// weights back; it stands here for those who look for it.
class TerminateOnNaN : public Callback {
 public:
  void on_train_batch_end(std::int64_t batch, const Logs& logs) override;
  bool wants_batches() const override { return true; }
};

struct LambdaCallbackOptions {
  std::function<void(std::int64_t epoch)> on_epoch_begin = {};
  std::function<void(std::int64_t epoch, const Logs& logs)> on_epoch_end = {};
  std::function<void()> on_train_begin = {};
  std::function<void(const Logs& logs)> on_train_end = {};
  std::function<void(std::int64_t batch, const Logs& logs)> on_train_batch_end = {};
};

/// A callback from functions; those left out do nothing.
class LambdaCallback : public Callback {
 public:
  explicit LambdaCallback(LambdaCallbackOptions options) : options_(std::move(options)) {}
  void on_train_begin() override;
  void on_epoch_begin(std::int64_t epoch) override;
  void on_train_batch_end(std::int64_t batch, const Logs& logs) override;
  bool wants_batches() const override { return static_cast<bool>(options_.on_train_batch_end); }
  void on_epoch_end(std::int64_t epoch, const Logs& logs) override;
  void on_train_end(const Logs& logs) override;

 private:
  LambdaCallbackOptions options_;
};

/// Ctrl-C: the fit() that runs, or else the next one, throws an Error of kind interrupted after its current step.
/// Safe in a signal handler.
void request_stop() noexcept;

}  // namespace kvant
