// SPDX-License-Identifier: Apache-2.0
// Runs a model over samples without changing it: loss, metrics, predictions.
#pragma once

#include "execute/float_plan.h"
#include "train/losses.h"
#include "train/metrics.h"
#include "train/samples.h"
#include "train/training_log.h"

#include <kvant/types/array.h>

#include <string>
#include <vector>

namespace kvant::train {

/// What compile chose.
struct Objectives {
  Loss loss;
  std::vector<Metric> metrics;
};

/// How many samples go through a graph at a time: as many as keep its activations in the cache.
std::int64_t evaluation_batch(const graph::Graph& graph, std::int64_t rows);

/// Evaluates again and again with one plan.
class Evaluator {
 public:
  Evaluator(const graph::Graph& graph, const Objectives& objectives, std::int64_t rows);

  /// Appends prefix + "loss" and prefix + each metric's name to logs.
  void run(const SampleView& samples, const std::string& prefix, Logs& logs);

 private:
  Objectives objectives_;
  execute::FloatPlan plan_;
};

/// The graph's first output for all rows, in its shape.
Array predict(const graph::Graph& graph, const SampleView& samples);

}  // namespace kvant::train
