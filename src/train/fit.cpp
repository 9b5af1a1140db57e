// SPDX-License-Identifier: Apache-2.0
// Epochs, steps, and what is told of them.
#include "train/fit.h"

#include "train/batch_order.h"
#include "train/stalled_training.h"
#include "train/stop_request.h"
#include "train/target_check.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <chrono>
#include <optional>

namespace kvant::train {
namespace {

void check_settings(const FitSettings& settings) {
  const auto check = [](const char* name, std::int64_t value) {
    if (value < 1)
      throw Error("fit", std::string(name) + " must be 1 or more", std::to_string(value), ErrorKind::usage);
  };
  check("epochs", settings.epochs);
  check("batch_size", settings.batch_size);
}

/// The largest batch there will be.
std::int64_t largest_batch(const FitSettings& settings, const data::SampleSource& samples) {
  return std::min(settings.batch_size, samples.rows());
}

/// One training: the plan, the batch in it, and the scores of the epoch.
class Trainer {
 public:
  Trainer(const graph::Graph& graph, Optimizer& optimizer, const Objectives& objectives, data::SampleSource& samples,
          const FitSettings& settings)
      : optimizer_(optimizer),
        objectives_(objectives),
        samples_(samples),
        order_(samples.rows(), settings.shuffle),
        graph_(with_logits(graph, objectives)),
        plan_(graph_.graph, largest_batch(settings, samples), execute::PlanMode::training),
        regularization_(graph),
        scores_(graph, objectives),
        batch_(plan_, objectives, graph_.logits),
        reader_(samples, plan_.max_rows(), true),
        seed_(settings.seed) {
    if (plan_.trainable_variables().empty())
      throw Error("fit", "the model has no trainable variables", {}, ErrorKind::usage);
  }

  std::int64_t steps() const { return (samples_.rows() + plan_.max_rows() - 1) / plan_.max_rows(); }

  void run_epoch(random::Philox& shuffling, ProgressSink* progress) {
    order_.begin_epoch(shuffling);
    scores_.reset();
    reader_.begin(order_.rows());
    for (std::int64_t step = 0; step < steps(); ++step) {
      check_stop_request();
      run_step();
      if (progress) progress->on_step(step + 1, scores_.loss());
    }
  }

  void write_logs(Logs& logs) const { scores_.write("", logs); }

 private:
  void run_step() {
    const std::span<const std::int64_t> order = reader_.next(batch_.places());
    const auto rows = static_cast<std::int64_t>(order.size());
    if (!samples_.in_memory()) check_targets("fit", objectives_, batch_.outputs(rows, nullptr), order);
    const graph::TrainingState state = {.seed = seed_, .step = static_cast<std::uint64_t>(optimizer_.steps_done())};
    plan_.forward(rows, &state);
    scores_.add(batch_.outputs(rows, nullptr), regularization_.loss(), batch_.gradients());
    plan_.backward(rows, &state);
    regularization_.add_gradients(plan_.trainable_variables());
    optimizer_.step(plan_.trainable_variables());
  }

  Optimizer& optimizer_;
  const Objectives& objectives_;
  data::SampleSource& samples_;
  BatchOrder order_;
  GraphWithLogits graph_;
  execute::FloatPlan plan_;
  Regularization regularization_;
  EpochScores scores_;
  PlannedBatch batch_;
  BatchReader reader_;
  std::uint64_t seed_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool tell_epoch_end(const FitListeners& listeners, std::int64_t epoch, const Logs& logs, double seconds) {
  if (listeners.progress) listeners.progress->on_epoch_end(epoch, logs, seconds);
  bool stop = false;
  for (EpochListener* listener : listeners.epochs) stop = listener->on_epoch_end(epoch, logs) || stop;
  return stop;
}

}  // namespace

TrainingLog fit(const graph::Graph& graph, Optimizer& optimizer, const Objectives& objectives,
                data::SampleSource& samples, data::SampleSource* validation, const FitSettings& settings,
                random::Philox shuffling, const FitListeners& listeners) {
  check_settings(settings);
  check_source("fit", samples, graph, &objectives);
  check_all_targets("fit", graph, objectives, samples);
  Trainer trainer(graph, optimizer, objectives, samples, settings);
  std::optional<Evaluator> evaluator;
  if (validation) evaluator.emplace("fit: validation_data", graph, objectives, *validation);

  TrainingLog log;
  Logs logs;
  for (EpochListener* listener : listeners.epochs) listener->on_train_begin();
  for (std::int64_t epoch = 0; epoch < settings.epochs; ++epoch) {
    const auto start = std::chrono::steady_clock::now();
    if (listeners.progress) listeners.progress->on_epoch_begin(epoch, settings.epochs, trainer.steps());
    trainer.run_epoch(shuffling, listeners.progress);
    logs.clear();
    trainer.write_logs(logs);
    if (evaluator) evaluator->run("val_", logs);
    log.add(epoch, logs);
    if (tell_epoch_end(listeners, epoch, logs, seconds_since(start))) break;
  }
  for (EpochListener* listener : listeners.epochs) listener->on_train_end(logs);
  judge_training(log, objectives, samples);
  return log;
}

}  // namespace kvant::train
