// SPDX-License-Identifier: Apache-2.0
// Epochs, what is told of them, and what is kept of them.
#include "train/fit.h"

#include "train/stalled_training.h"
#include "train/stop_request.h"
#include "train/target_check.h"
#include "train/trainer.h"
#include "train/training_memory.h"
#include "train/weights_copy.h"

#include <kvant/types/error.h>
#include <kvant/types/machine_memory.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>

namespace kvant::train {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void check_settings(const FitSettings& settings, const data::SampleSource& samples, const Objectives& objectives) {
  const auto check = [](const char* name, std::int64_t value) {
    if (value < 1)
      throw Error("fit", std::string(name) + " must be 1 or more", std::to_string(value), ErrorKind::usage);
  };
  check("epochs", settings.epochs);
  check("batch_size", settings.batch_size);
  const auto refuse = [](const std::string& what) { throw Error("fit", what, {}, ErrorKind::usage); };
  if (!settings.sample_weights.empty() && static_cast<std::int64_t>(settings.sample_weights.size()) < samples.rows())
    refuse("sample_weight must have a number for each sample");
  if (settings.class_weights.empty()) return;
  if (!settings.sample_weights.empty()) refuse("takes sample_weight or class_weight, not both");
  if (objectives.size() > 1) refuse("class_weight is for models with one output");
}

/// One call of fit: its parts, and where it stands.
class Fit {
 public:
  Fit(const graph::Graph& graph, Optimizer& optimizer, const Objectives& objectives, data::SampleSource& samples,
      data::SampleSource* validation, const FitSettings& settings, const FitListeners& listeners)
      : optimizer_(optimizer),
        settings_(settings),
        listeners_(listeners),
        weights_(graph),
        trainer_(graph, optimizer, objectives, samples, settings) {
    if (validation) evaluator_.emplace("fit: validation_data", graph, objectives, *validation);
    identity_ = {static_cast<std::int64_t>(settings.seed), static_cast<std::int64_t>(settings.stream), samples.rows(),
                 settings.batch_size, settings.shuffle ? 1 : 0};
  }

  TrainingLog run(random::Philox shuffling, const FitState* resumed) {
    weights_.take();
    for (EpochListener* listener : listeners_.epochs) listener->on_train_begin();
    if (resumed) resume(*resumed);
    for (std::int64_t passed = 0; passed < epoch_; ++passed) trainer_.begin_epoch(passed, shuffling);
    bool stop = false;
    for (; epoch_ < settings_.epochs && !stop && log_.advice.empty(); ++epoch_, step_ = 0) {
      const auto start = Clock::now();
      for (EpochListener* listener : listeners_.epochs) listener->on_epoch_begin(epoch_);
      if (listeners_.progress) listeners_.progress->on_epoch_begin(epoch_, settings_.epochs, trainer_.steps());
      trainer_.begin_epoch(epoch_, shuffling);
      if (step_ > 0) trainer_.continue_epoch(step_, resumed->scores);
      stop = run_steps();
      if (log_.advice.empty()) stop = end_epoch(start) || stop;
    }
    for (EpochListener* listener : listeners_.epochs) listener->on_train_end(logs_);
    return std::move(log_);
  }

 private:
  /// Returns whether a listener ends the training.
  bool run_steps() {
    for (; step_ < trainer_.steps(); ++step_) {
      check_stop();
      const double loss = trainer_.run_step();
      if (listeners_.progress) listeners_.progress->on_step(step_ + 1, trainer_.scores().loss());
      if (!std::isfinite(loss)) {
        diverge();
        return true;
      }
      if (tell_batch_end()) return true;
      if (listeners_.keep && seconds_since(kept_) >= settings_.keep_every) keep(step_ + 1);
    }
    return false;
  }

  void check_stop() {
    try {
      check_stop_request();
    } catch (const Error&) {
      if (listeners_.keep) keep(step_);
      throw;
    }
  }

  void diverge() {
    weights_.put_back();
    log_.stalled = true;
    log_.advice = fmt::format(
        "training diverged: the loss is not a finite number in epoch {}, batch {}; the best weights before it are "
        "kept; "
        "scale inputs and targets to about -1 to 1, or lower the learning rate",
        epoch_ + 1, step_ + 1);
  }

  bool tell_batch_end() {
    bool stop = false;
    for (EpochListener* listener : listeners_.epochs) {
      if (!listener->wants_batches()) continue;
      Logs logs;
      trainer_.scores().write("", logs);
      stop = listener->on_batch_end(step_, logs) || stop;
    }
    return stop;
  }

  /// Returns whether a listener ends the training.
  bool end_epoch(Clock::time_point start) {
    logs_.clear();
    trainer_.scores().write("", logs_);
    double judged = logs_[0].second;
    if (evaluator_) {
      const std::size_t trained = logs_.size();
      evaluator_->run("val_", logs_);
      judged = logs_[trained].second;
    }
    for (EpochListener* listener : listeners_.epochs) listener->add_logs(logs_);
    log_.add(epoch_, logs_);
    if (judged < best_) {
      best_ = judged;
      weights_.take();
    }
    if (listeners_.progress) listeners_.progress->on_epoch_end(epoch_, logs_, seconds_since(start));
    bool stop = false;
    for (EpochListener* listener : listeners_.epochs) stop = listener->on_epoch_end(epoch_, logs_) || stop;
    return stop;
  }

  void keep(std::int64_t steps_done) {
    FitState state;
    state.epoch = epoch_;
    state.step = steps_done;
    state.identity = identity_;
    for (const auto& array : weights_.arrays()) state.weights.push_back(*array);
    state.optimizer = optimizer_.state();
    state.scores = trainer_.scores().state();
    state.log = log_;
    for (const EpochListener* listener : listeners_.epochs) state.listeners.push_back(listener->state());
    listeners_.keep(state);
    kept_ = Clock::now();
  }

  void resume(const FitState& state) {
    const auto& arrays = weights_.arrays();
    bool fits = state.identity == identity_ && state.weights.size() == arrays.size() &&
                state.listeners.size() == listeners_.epochs.size();
    for (std::size_t i = 0; fits && i < arrays.size(); ++i) fits = state.weights[i].shape() == arrays[i]->shape();
    if (!fits) throw Error("fit", "the state is that of another training: other data, model, batch size or callbacks");
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      const auto from = state.weights[i].values<float>();
      std::copy(from.begin(), from.end(), arrays[i]->values<float>().begin());
    }
    optimizer_.set_state(state.optimizer);
    for (std::size_t i = 0; i < state.listeners.size(); ++i) listeners_.epochs[i]->set_state(state.listeners[i]);
    log_ = state.log;
    epoch_ = state.epoch;
    step_ = state.step;
    weights_.take();
  }

  Optimizer& optimizer_;
  const FitSettings& settings_;
  const FitListeners& listeners_;
  WeightsCopy weights_;  ///< the best so far
  double best_ = std::numeric_limits<double>::infinity();
  Trainer trainer_;
  std::optional<Evaluator> evaluator_;
  std::vector<std::int64_t> identity_;
  Clock::time_point kept_ = Clock::now();
  TrainingLog log_;
  Logs logs_;
  std::int64_t epoch_ = 0;
  std::int64_t step_ = 0;  ///< steps of the epoch that are done
};

}  // namespace

TrainingLog fit(const graph::Graph& graph, Optimizer& optimizer, const Objectives& objectives,
                data::SampleSource& samples, data::SampleSource* validation, const FitSettings& settings,
                random::Philox shuffling, const FitListeners& listeners, const FitState* resumed) {
  check_settings(settings, samples, objectives);
  check_source("fit", samples, graph, &objectives);
  check_all_targets("fit", graph, objectives, samples);
  const TrainingMemory memory = plan_training_memory(graph, optimizer, std::min(settings.batch_size, samples.rows()));
  check_memory(memory, available_memory());
  if (listeners.progress) listeners.progress->on_memory(memory);
  TrainingLog log = Fit(graph, optimizer, objectives, samples, validation, settings, listeners).run(shuffling, resumed);
  if (log.advice.empty()) judge_training(log, objectives, samples);
  return log;
}

}  // namespace kvant::train
