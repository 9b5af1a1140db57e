// SPDX-License-Identifier: Apache-2.0
// Turns a float graph and the ranges of its tensors into an int8 graph.
#pragma once

#include "graph/graph.h"
#include "quantize/parameters.h"

#include <vector>

namespace kvant::quantize {

struct Int8Options {
  DType input_type = DType::float32;   ///< float32, int8 or uint8
  DType output_type = DType::float32;  ///< float32, int8 or uint8
  bool per_tensor_dense = false;       ///< one scale for a FULLY_CONNECTED's weights, as before TensorFlow 2.17
};

/// ranges: one per tensor of the graph, by index; those of constants are not read. The batch must be fixed or symbolic;
/// shapes stay. Throws Error for an operator that cannot be quantised, or a range that is not finite.
graph::Graph quantize_int8(const graph::Graph& graph, const std::vector<Range>& ranges, const Int8Options& options);

}  // namespace kvant::quantize
