// SPDX-License-Identifier: Apache-2.0
// The types in which an int8 graph takes its inputs and gives its outputs.
#pragma once

#include "graph/graph.h"

#include <optional>

namespace kvant::quantize {

/// Puts a QUANTIZE between each int8 input and its readers: float32 or uint8 goes in. int8: nothing to do.
void set_input_type(graph::Graph& graph, DType dtype);

/// Puts a DEQUANTIZE (float32) or a QUANTIZE (uint8) behind each int8 output. int8: nothing to do.
void set_output_type(graph::Graph& graph, DType dtype);

/// Takes away what stands between the interface and the int8 graph, and puts there what the wanted types need; outer
/// names stay. Not given: as it is. Throws Error for an input or output that has another type and no int8 tensor
/// behind a QUANTIZE or DEQUANTIZE, and for other types than float32, int8 and uint8.
void change_interface(graph::Graph& graph, std::optional<DType> input, std::optional<DType> output);

}  // namespace kvant::quantize
