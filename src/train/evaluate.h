// SPDX-License-Identifier: Apache-2.0
// Runs a model over samples without changing it: loss, metrics, predictions.
#pragma once

#include "execute/float_plan.h"
#include "train/batch_reader.h"
#include "train/objectives.h"
#include "train/planned_batch.h"
#include "train/regularization.h"
#include "train/training_log.h"

#include <kvant/types/array.h>

#include <string>
#include <vector>

namespace kvant::train {

/// How many samples go through a graph at a time: as many as keep its activations in the cache.
std::int64_t evaluation_batch(const graph::Graph& graph, std::int64_t rows);

/// Evaluates the same samples again and again with one plan.
class Evaluator {
 public:
  /// The samples must outlive this object. where: for messages. Throws Error when they do not fit the graph.
  Evaluator(const std::string& where, const graph::Graph& graph, const Objectives& objectives,
            data::SampleSource& samples);

  /// Appends what EpochScores::write writes.
  void run(const std::string& prefix, Logs& logs);

 private:
  std::string where_;
  Objectives objectives_;
  bool in_memory_;
  GraphWithLogits graph_;
  execute::FloatPlan plan_;
  Regularization regularization_;
  EpochScores scores_;
  PlannedBatch batch_;
  std::vector<std::int64_t> rows_;
  BatchReader reader_;
};

/// The graph's outputs for all rows, each in its shape. Throws Error when the samples do not fit.
std::vector<Array> predict(const graph::Graph& graph, data::SampleSource& samples);

}  // namespace kvant::train
