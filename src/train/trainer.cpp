// SPDX-License-Identifier: Apache-2.0
// Steps of a training.
#include "train/trainer.h"

#include "train/target_check.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::train {
namespace {

/// Streams of random numbers for samples, apart from those that count up from 0.
constexpr std::uint64_t augmentation_streams = std::uint64_t{1} << 63;

/// The class that a target names: its one number, or where the largest of them is.
std::int64_t class_of(const OutputBatch& batch, std::int64_t row) {
  const float* const target = batch.target + row * batch.target_size;
  if (batch.target_size == 1) return static_cast<std::int64_t>(*target);
  return std::max_element(target, target + batch.target_size) - target;
}

BatchReader::Change change_for(const FitSettings& settings, BatchReader::Change change) {
  return settings.augmentations.empty() ? BatchReader::Change{} : std::move(change);
}

}  // namespace

Trainer::Trainer(const graph::Graph& graph, Optimizer& optimizer, const Objectives& objectives,
                 data::SampleSource& samples, const FitSettings& settings)
    : optimizer_(optimizer),
      objectives_(objectives),
      samples_(samples),
      settings_(settings),
      order_(samples.rows(), settings.shuffle),
      graph_(with_logits(graph, objectives)),
      plan_(graph_.graph, std::min(settings.batch_size, samples.rows()), execute::PlanMode::training),
      regularization_(graph),
      scores_(graph, objectives),
      batch_(plan_, objectives, graph_.logits),
      weights_(static_cast<std::size_t>(plan_.max_rows()), 1.0f),
      reader_(samples, plan_.max_rows(), true,
              change_for(settings, [this](std::span<const std::int64_t> rows, const BatchPlaces& batch) {
                augment(rows, batch);
              })) {
  if (plan_.trainable_variables().empty())
    throw Error("fit", "the model has no trainable variables", {}, ErrorKind::usage);
}

void Trainer::begin_epoch(std::int64_t epoch, random::Philox& shuffling) {
  epoch_ = epoch;
  order_.begin_epoch(shuffling);
  scores_.reset();
  reader_.begin(order_.rows());
}

void Trainer::continue_epoch(std::int64_t steps_done, const std::vector<double>& scores) {
  scores_.set_state(scores);
  const std::int64_t rows_done = std::min(steps_done * plan_.max_rows(), samples_.rows());
  reader_.begin(order_.rows().subspan(static_cast<std::size_t>(rows_done)));
}

void Trainer::augment(std::span<const std::int64_t> rows, const BatchPlaces& batch) const {
  const Shape& shape = samples_.input_shapes().at(0);
  const auto size = static_cast<std::size_t>(element_count(shape));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto stream = static_cast<std::uint64_t>(epoch_ * samples_.rows() + rows[i]);
    random::Philox numbers(settings_.seed, augmentation_streams | stream);
    for (data::Augmentation* augmentation : settings_.augmentations)
      augmentation->apply({batch.x[0] + i * size, size}, shape, numbers);
  }
}

const float* Trainer::weights_of(std::span<const std::int64_t> rows) {
  if (settings_.sample_weights.empty() && settings_.class_weights.empty()) return nullptr;
  const OutputBatch& output = batch_.outputs(static_cast<std::int64_t>(rows.size()), nullptr)[0];
  for (std::size_t i = 0; i < rows.size(); ++i) {
    weights_[i] = 1.0f;
    if (!settings_.sample_weights.empty()) weights_[i] = settings_.sample_weights[static_cast<std::size_t>(rows[i])];
    if (settings_.class_weights.empty()) continue;
    const auto found = settings_.class_weights.find(class_of(output, static_cast<std::int64_t>(i)));
    if (found != settings_.class_weights.end()) weights_[i] = static_cast<float>(found->second);
  }
  return weights_.data();
}

double Trainer::run_step() {
  const std::span<const std::int64_t> order = reader_.next(batch_.places());
  const auto rows = static_cast<std::int64_t>(order.size());
  if (!samples_.in_memory()) check_targets("fit", objectives_, batch_.outputs(rows, nullptr), order);
  const graph::TrainingState state = {.seed = settings_.seed,
                                      .step = static_cast<std::uint64_t>(optimizer_.steps_done())};
  const float* const weights = weights_of(order);
  plan_.forward(rows, &state);
  const double loss = scores_.add(batch_.outputs(rows, weights), regularization_.loss(), batch_.gradients());
  plan_.backward(rows, &state);
  regularization_.add_gradients(plan_.trainable_variables());
  optimizer_.step(plan_.trainable_variables());
  return loss;
}

}  // namespace kvant::train
