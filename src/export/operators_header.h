// SPDX-License-Identifier: Apache-2.0
// What kvant's interpreter on the chip needs to know of a model: its operators, and what may replace it.
#pragma once

#include "graph/graph.h"
#include "inspect/chip_run.h"

#include <string>

namespace kvant::exporting {

/// NAME_operators.h, C++11: NAME::operators() and NAME::accepts(). chip: the model, set up.
std::string emit_operators_header(const graph::Graph& graph, const inspect::ChipRun& chip, const std::string& name);

}  // namespace kvant::exporting
