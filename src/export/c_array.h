// SPDX-License-Identifier: Apache-2.0
// A model as a C array with a header: what firmware sees of a model called NAME.
#pragma once

#include "graph/graph.h"

#include <cstddef>
#include <span>
#include <string>

namespace kvant::exporting {

/// NAME.h, C99 and C++11: the array's declaration, sizes, quantisation, arena and two conversions.
std::string emit_header(const graph::Graph& graph, std::span<const std::byte> model, const std::string& name,
                        std::size_t arena_bytes);

/// NAME.cc: the array, aligned to 16 bytes.
std::string emit_source(std::span<const std::byte> model, const std::string& name);

/// {"input": {"scale": .., "zero_point": ..}, "output": {...}}: the lesson's form.
std::string emit_quantization_json(const graph::Graph& graph);

}  // namespace kvant::exporting
