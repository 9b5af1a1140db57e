// SPDX-License-Identifier: Apache-2.0
// Operators that several layers append to a graph.
#pragma once

#include "graph/graph.h"

#include <kvant/types/array.h>

#include <cstdint>
#include <string>
#include <vector>

namespace kvant::layers {

/// Numbers that never change, as a tensor of the graph.
graph::TensorId append_constant(graph::Graph& graph, const std::string& name, Array values);
/// The same for axes, lengths and paddings: int32.
graph::TensorId append_int32(graph::Graph& graph, const std::string& name, const std::vector<std::int64_t>& values,
                             const Shape& shape);

/// The same numbers in another shape; sample_shape is without the batch.
graph::TensorId append_reshape(graph::Graph& graph, graph::TensorId input, const Shape& sample_shape,
                               const std::string& layer);
/// The mean (code MEAN) or the largest (REDUCE_MAX) over these axes.
graph::TensorId append_reduction(graph::Graph& graph, std::int32_t code, graph::TensorId input,
                                 const std::vector<std::int64_t>& axes, bool keep_dims, const std::string& layer,
                                 const std::string& tensor_name);
/// ADD, SUB or MUL of two tensors. tensor_name: the result's, without the layer's.
graph::TensorId append_arithmetic(graph::Graph& graph, std::int32_t code, graph::TensorId left, graph::TensorId right,
                                  const std::string& layer, const std::string& tensor_name);

}  // namespace kvant::layers
