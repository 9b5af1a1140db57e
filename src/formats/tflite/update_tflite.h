// SPDX-License-Identifier: Apache-2.0
// Writing a graph that was read from a .tflite file: the file again, with what has changed.
#pragma once

#include "formats/tflite/tflite_format.h"

namespace kvant::formats {

/// The file of graph.file with the graph's tensors and operators as its main subgraph. What the graph does not know
/// stays as it was: other subgraphs, signatures, opaque operators and their versions, ranges, sparsity. An operator
/// that the file has keeps its version while the types of its operands stay.
std::vector<std::byte> update_tflite(const graph::Graph& graph, const TfliteWriteOptions& options);

}  // namespace kvant::formats
