// SPDX-License-Identifier: Apache-2.0
// What a training is for: a loss and metrics for each of a model's outputs.
#pragma once

#include "graph/graph.h"
#include "train/loss.h"
#include "train/metric.h"
#include "train/output_batch.h"
#include "train/training_log.h"
#include "train/weighted_mean.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace kvant::train {

/// For predictions and targets of these shapes, batch first.
using MakeMetric = std::function<MetricPointer(const Shape& predicted, const Shape& target)>;

struct OutputObjective {
  std::string output;  ///< name of the layer whose result it is
  LossPointer loss;
  float loss_weight = 1.0f;
  std::vector<MakeMetric> metrics;
};

/// One for each of the model's outputs, in their order.
using Objectives = std::vector<OutputObjective>;

/// Shapes, batch first, of the targets for a graph's outputs, as many as there are objectives.
std::vector<Shape> target_shapes(const graph::Graph& graph, const Objectives& objectives);

/// Losses and metrics over the batches of an epoch.
class EpochScores {
 public:
  /// Throws a usage Error for a metric that does not take an output's shape.
  EpochScores(const graph::Graph& graph, const Objectives& objectives);

  void reset();
  /// A batch more. regularization joins its loss. gradients[i]: where the derivative of the loss by output i, or by
  /// its logits where the batch has them, goes, or null; empty: none is wanted. Returns the batch's loss.
  double add(std::span<const OutputBatch> outputs, double regularization, std::span<float* const> gradients);
  /// What an interrupted training keeps of the epoch, and takes back.
  std::vector<double> state() const;
  void set_state(const std::vector<double>& state);
  /// The loss so far.
  double loss() const { return loss_.result(); }
  /// Appends prefix + "loss", of several outputs prefix + OUTPUT_loss, then the metrics by their names, of several
  /// outputs as OUTPUT_NAME.
  void write(const std::string& prefix, Logs& logs) const;

 private:
  struct Output {
    OutputObjective objective;
    std::vector<MetricPointer> metrics;
    WeightedMean loss;
  };
  std::vector<Output> outputs_;
  WeightedMean loss_;
};

}  // namespace kvant::train
