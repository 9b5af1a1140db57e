// SPDX-License-Identifier: Apache-2.0
// The training loop.
#pragma once

#include "random/philox.h"
#include "train/evaluate.h"
#include "train/fit_settings.h"
#include "train/fit_state.h"
#include "train/optimizer.h"

#include <functional>
#include <vector>

namespace kvant::train {

struct FitListeners {
  std::vector<EpochListener*> epochs;
  ProgressSink* progress = nullptr;  ///< null: silent
  /// Keeps a state to go on from; called every so often, and when the training is interrupted. Empty: none is kept.
  std::function<void(const FitState& state)> keep = {};
};

/// Changes the trainable variables of a graph that was built for training, and its moving averages. validation: samples
/// to evaluate after each epoch, or null. resumed: a state that keep was given by the same training, or null; it then
/// goes on from there. After the first step of a batch size, a training step allocates nothing.
///
/// A loss that is not a finite number ends the training: the best weights so far, by val_loss where there is validation
/// and else by loss, are put back, and the log's advice says where it happened.
///
/// Throws a usage Error for no epochs or an empty batch; Error for samples or a state that do not fit, for an operator
/// that cannot be trained through, and when there is not enough memory; Error of kind interrupted after request_stop().
TrainingLog fit(const graph::Graph& graph, Optimizer& optimizer, const Objectives& objectives,
                data::SampleSource& samples, data::SampleSource* validation, const FitSettings& settings,
                random::Philox shuffling, const FitListeners& listeners, const FitState* resumed = nullptr);

}  // namespace kvant::train
