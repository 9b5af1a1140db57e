// SPDX-License-Identifier: Apache-2.0
// A model as generated C++: no interpreter, no set-up, constants in read-only memory.
#pragma once

#include "graph/graph.h"

#include <cstddef>
#include <span>
#include <string>

namespace kvant::exporting {

struct CppSource {
  std::string header;   ///< NAME.h, C99 and C++11
  std::string source;   ///< NAME.cc
  std::string kernels;  ///< NAME_kernels.h, which NAME.cc includes
  std::size_t arena_bytes = 0;
};

/// model: the .tflite bytes of graph; the chip's own set-up computes the constants. Throws Error, where = model_name,
/// when the chip's interpreter refuses the model, or an operator has no generated form.
CppSource emit_cpp(const graph::Graph& graph, std::span<const std::byte> model, const std::string& model_name,
                   const std::string& name);

}  // namespace kvant::exporting
