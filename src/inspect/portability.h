// SPDX-License-Identifier: Apache-2.0
// What in a model would not run, or would run wrongly, and where.
#pragma once

#include "graph/graph.h"

#include <kvant_micro/core/status.h>

#include <string>
#include <vector>

namespace kvant::inspect {

/// The sentence of a status; for an operator without a kernel, which ones these are.
std::string reason_of(kvant_micro::Status status, const graph::Graph& graph);

/// Sentences about kvant's own interpreter, TensorFlow Lite Micro and older device libraries.
std::vector<std::string> portability_remarks(const graph::Graph& graph);

/// The one about Dense weights with a scale for each output; empty when there are none.
std::string dense_remark(const graph::Graph& graph);

}  // namespace kvant::inspect
