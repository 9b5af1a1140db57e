// SPDX-License-Identifier: Apache-2.0
// Where a TFLiteConverter takes its graph from: each kind of model has one.
#pragma once

#include "graph/graph.h"

#include <kvant/converter.h>

#include <cstdint>
#include <functional>
#include <string>

namespace kvant {

struct TFLiteConverter::Source {
  /// The float graph to convert, named as the file shall name it; called by convert().
  std::function<graph::Graph()> graph;
  std::int64_t batch = unknown_length;  ///< what the written model's batch is fixed to
  /// Of a .tflite file: all that it holds, to be written again where it is not to be quantised. Else empty.
  std::function<graph::Graph()> file = {};
  std::string name = {};  ///< of that file
};

}  // namespace kvant
