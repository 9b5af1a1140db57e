// SPDX-License-Identifier: Apache-2.0
// How much memory a training will take, before it takes any.
#pragma once

#include "graph/graph.h"
#include "train/optimizer.h"
#include "train/training_log.h"

#include <cstdint>
#include <optional>

namespace kvant::train {

/// For a graph that was built for training.
TrainingMemory plan_training_memory(const graph::Graph& graph, const Optimizer& optimizer, std::int64_t batch_size);

/// Throws Error when a training needs more than there is, naming what needs it.
void check_memory(const TrainingMemory& memory, std::optional<std::int64_t> available);

/// "9.7 KB: parameters 1.3 KB, ..., activations 3.4 KB (batch 64)".
std::string text_of_memory(const TrainingMemory& memory);

}  // namespace kvant::train
