// SPDX-License-Identifier: Apache-2.0
// Which scale and zero point each activation gets: by its own range, by what its operator always gives, or by the
// tensors that must share them.
#pragma once

#include "graph/graph.h"
#include "quantize/parameters.h"

#include <vector>

namespace kvant::quantize {

/// Makes every float activation int8, and the constants that are added or multiplied with. ranges: one per tensor. Puts
/// a QUANTIZE where two operators want a tensor in different scales. Throws Error for a range that is not finite.
void choose_activations(graph::Graph& graph, const std::vector<Range>& ranges);

}  // namespace kvant::quantize
