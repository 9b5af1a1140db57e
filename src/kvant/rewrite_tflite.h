// SPDX-License-Identifier: Apache-2.0
// A .tflite file with another batch, other types outside, other Dense weights or less text; all else stays.
#pragma once

#include "graph/graph.h"

#include <kvant/converter.h>

#include <string>

namespace kvant {

/// graph: as read from the file. The options' strip, batch, input and output types and per_tensor_dense are obeyed;
/// without any the same model is written. Throws Error for what the model cannot be.
Bytes rewrite_tflite(graph::Graph graph, const TFLiteConverter& options, const std::string& name);

}  // namespace kvant
