// SPDX-License-Identifier: Apache-2.0
// Conversion on the graph: from the inference graph of any source to the bytes of a .tflite file.
#pragma once

#include "graph/graph.h"

#include <kvant/converter.h>

namespace kvant {

/// model: the inference graph with a symbolic batch. batch: of the model that is written, or unknown_length. converter:
/// the options; its model is not read.
Bytes convert_graph(graph::Graph model, std::int64_t batch, const TFLiteConverter& converter);

/// Whether the options ask for full integer quantisation. Throws Error when they do without data for it.
bool wants_int8(const TFLiteConverter& converter);

/// The order of operators that needs the least memory, and the plan as metadata where it is of use, or always.
void plan_memory(graph::Graph& graph, bool always);

}  // namespace kvant
