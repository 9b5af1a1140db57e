// SPDX-License-Identifier: Apache-2.0
// Targets that a loss does not take, found before they do harm: labels outside the classes.
#pragma once

#include "data/sample_source.h"
#include "graph/graph.h"
#include "train/objectives.h"
#include "train/output_batch.h"

#include <cstdint>
#include <span>
#include <string>

namespace kvant::train {

/// Throws Error for the first target of a batch that its output's loss does not take, with its row and value. rows: of
/// the batch, in the source's count. where: for messages.
void check_targets(const std::string& where, const Objectives& objectives, std::span<const OutputBatch> batch,
                   std::span<const std::int64_t> rows);

/// The same of all samples of a source, read without their inputs.
void check_all_targets(const std::string& where, const graph::Graph& graph, const Objectives& objectives,
                       data::SampleSource& samples);

}  // namespace kvant::train
