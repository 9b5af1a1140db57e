// SPDX-License-Identifier: Apache-2.0
// Where a batch stands while it goes through a plan: inputs and outputs in the plan, targets beside it.
#pragma once

#include "execute/float_plan.h"
#include "train/batch_reader.h"
#include "train/logits.h"
#include "train/objectives.h"

#include <span>
#include <string>
#include <vector>

namespace kvant::train {

/// Throws Error when a source's samples have not the shapes of a graph's inputs, or its targets those of objectives
/// (null: targets are not asked for), or it has no rows.
void check_source(const std::string& where, const data::SampleSource& source, const graph::Graph& graph,
                  const Objectives* objectives);

class PlannedBatch {
 public:
  /// logits: of the plan's graph, as with_logits found them. The plan must outlive this object and stay where it is.
  PlannedBatch(execute::FloatPlan& plan, const Objectives& objectives, const std::vector<std::size_t>& logits);

  const BatchPlaces& places() const { return places_; }
  /// What stands there for rows samples. weights: of each row, or null.
  std::span<const OutputBatch> outputs(std::int64_t rows, const float* weights);
  /// Where each output's gradient, or that of its logits, goes; null where none is asked for. Those of results whose
  /// logits take it in their place become 0.
  std::span<float* const> gradients();

 private:
  BatchPlaces places_;
  std::vector<std::vector<float>> targets_;
  std::vector<OutputBatch> outputs_;
  std::vector<float*> gradients_;
  std::vector<std::span<float>> replaced_gradients_;
};

}  // namespace kvant::train
