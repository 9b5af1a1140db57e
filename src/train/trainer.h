// SPDX-License-Identifier: Apache-2.0
// One step after the other: reading a batch, forward, loss, backward, optimizer.
#pragma once

#include "random/philox.h"
#include "train/batch_order.h"
#include "train/fit_settings.h"
#include "train/logits.h"
#include "train/optimizer.h"
#include "train/planned_batch.h"
#include "train/regularization.h"

#include <cstdint>
#include <span>
#include <vector>

namespace kvant::train {

class Trainer {
 public:
  /// All must outlive this object. Throws Error for an operator that cannot be trained through, a usage Error for a
  /// model without trainable variables.
  Trainer(const graph::Graph& graph, Optimizer& optimizer, const Objectives& objectives, data::SampleSource& samples,
          const FitSettings& settings);

  /// Batches of an epoch.
  std::int64_t steps() const { return (samples_.rows() + plan_.max_rows() - 1) / plan_.max_rows(); }

  /// A new order of the samples, and scores of their own. epoch counts from 0.
  void begin_epoch(std::int64_t epoch, random::Philox& shuffling);
  /// The same in the middle of an epoch: so many steps are done, with these scores.
  void continue_epoch(std::int64_t steps_done, const std::vector<double>& scores);
  /// The next batch of the epoch. Returns its loss. Allocates nothing after the first call.
  double run_step();

  const EpochScores& scores() const { return scores_; }

 private:
  void augment(std::span<const std::int64_t> rows, const BatchPlaces& batch) const;
  /// What each sample of the batch counts; null: 1.
  const float* weights_of(std::span<const std::int64_t> rows);

  Optimizer& optimizer_;
  const Objectives& objectives_;
  data::SampleSource& samples_;
  const FitSettings& settings_;
  BatchOrder order_;
  GraphWithLogits graph_;
  execute::FloatPlan plan_;
  Regularization regularization_;
  EpochScores scores_;
  PlannedBatch batch_;
  std::int64_t epoch_ = 0;
  std::vector<float> weights_;
  BatchReader reader_;  // last: its thread reads what stands above
};

}  // namespace kvant::train
