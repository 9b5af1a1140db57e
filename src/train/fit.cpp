// SPDX-License-Identifier: Apache-2.0
// Epochs, steps, and what is told of them.
#include "train/fit.h"

#include "train/batch_order.h"
#include "train/stalled_training.h"
#include "train/stop_request.h"

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

/// One training: the plan, the batch's targets, and the means of the epoch.
class Trainer {
 public:
  Trainer(const graph::Graph& graph, Optimizer& optimizer, const Objectives& objectives, const SampleView& samples,
          const FitSettings& settings)
      : optimizer_(optimizer),
        objectives_(objectives),
        samples_(samples),
        order_(samples.rows, settings.shuffle),
        plan_(graph, std::min(settings.batch_size, samples.rows), execute::PlanMode::training),
        targets_(static_cast<std::size_t>(plan_.max_rows() * samples.y_size)) {
    if (plan_.trainable_variables().empty())
      throw Error("fit", "the model has no trainable variables", {}, ErrorKind::usage);
  }

  std::int64_t steps() const { return (samples_.rows + plan_.max_rows() - 1) / plan_.max_rows(); }

  void run_epoch(random::Philox& shuffling, ProgressSink* progress) {
    order_.begin_epoch(shuffling);
    loss_.reset();
    for (Metric& metric : objectives_.metrics) metric.reset();
    for (std::int64_t step = 0; step < steps(); ++step) {
      check_stop_request();
      run_step(step * plan_.max_rows());
      if (progress) progress->on_step(step + 1, loss_.result());
    }
  }

  void write_logs(Logs& logs) const {
    logs.emplace_back("loss", loss_.result());
    for (const Metric& metric : objectives_.metrics) logs.emplace_back(metric.name(), metric.result());
  }

 private:
  void run_step(std::int64_t begin) {
    const std::int64_t rows = std::min(plan_.max_rows(), samples_.rows - begin);
    order_.gather(samples_, begin, rows, plan_.input().data(), targets_.data());
    plan_.forward(rows);
    const float* predicted = plan_.output().data();
    loss_.add(objectives_.loss.mean(predicted, targets_.data(), rows, samples_.y_size, plan_.output_gradient().data()),
              rows);
    for (Metric& metric : objectives_.metrics) metric.add(predicted, targets_.data(), rows, samples_.y_size);
    plan_.backward(rows);
    optimizer_.step(plan_.trainable_variables());
  }

  Optimizer& optimizer_;
  Objectives objectives_;
  const SampleView& samples_;
  BatchOrder order_;
  execute::FloatPlan plan_;
  std::vector<float> targets_;
  WeightedMean loss_;
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
                const SampleView& samples, const SampleView* validation, const FitSettings& settings,
                random::Philox shuffling, const FitListeners& listeners) {
  check_settings(settings);
  Trainer trainer(graph, optimizer, objectives, samples, settings);
  std::optional<Evaluator> evaluator;
  if (validation) evaluator.emplace(graph, objectives, validation->rows);

  TrainingLog log;
  Logs logs;
  for (EpochListener* listener : listeners.epochs) listener->on_train_begin();
  for (std::int64_t epoch = 0; epoch < settings.epochs; ++epoch) {
    const auto start = std::chrono::steady_clock::now();
    if (listeners.progress) listeners.progress->on_epoch_begin(epoch, settings.epochs, trainer.steps());
    trainer.run_epoch(shuffling, listeners.progress);
    logs.clear();
    trainer.write_logs(logs);
    if (evaluator) evaluator->run(*validation, "val_", logs);
    log.add(epoch, logs);
    if (tell_epoch_end(listeners, epoch, logs, seconds_since(start))) break;
  }
  for (EpochListener* listener : listeners.epochs) listener->on_train_end(logs);
  judge_training(log, objectives.loss, samples);
  return log;
}

}  // namespace kvant::train
