// SPDX-License-Identifier: Apache-2.0
// The training loop.
#pragma once

#include "random/philox.h"
#include "train/evaluate.h"
#include "train/optimizer.h"

#include <cstdint>
#include <vector>

namespace kvant::train {

struct FitSettings {
  std::int64_t epochs = 1;
  std::int64_t batch_size = 32;  ///< the last batch of an epoch may be smaller
  bool shuffle = true;
  std::uint64_t seed = 0;  ///< of what dropout drops
};

struct FitListeners {
  std::vector<EpochListener*> epochs;
  ProgressSink* progress = nullptr;  ///< null: silent
};

/// Changes the trainable variables of a graph that was built for training, and its moving averages. validation: samples
/// to evaluate after each epoch, or null. After the first step of a batch size, a training step allocates nothing.
/// Throws a usage Error for no epochs or an empty batch, Error for samples that do not fit, for an operator that cannot
/// be trained through, and Error of kind interrupted after request_stop().
TrainingLog fit(const graph::Graph& graph, Optimizer& optimizer, const Objectives& objectives,
                data::SampleSource& samples, data::SampleSource* validation, const FitSettings& settings,
                random::Philox shuffling, const FitListeners& listeners);

}  // namespace kvant::train
