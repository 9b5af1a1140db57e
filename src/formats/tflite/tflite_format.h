// SPDX-License-Identifier: Apache-2.0
// .tflite files: bytes to graph and back.
#pragma once

#include "graph/graph.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace kvant::formats {

struct TfliteWriteOptions {
  bool strip = false;  ///< leave out names, signature, description and metadata: the smallest file
};

/// The bytes of a .tflite file. The batch must be fixed or symbolic (then written as 1, with a shape signature).
/// Buffers of constants are aligned to 16 bytes. Operator versions and min_runtime_version follow the records. A graph
/// that was read from a file keeps all of that file that was not changed, operators without a record too.
std::vector<std::byte> write_tflite(const graph::Graph& graph, const TfliteWriteOptions& options = {});

/// The main subgraph of a .tflite file, the first; the file stays in Graph::file, so that the rest of it is written
/// again. name: of the file, for messages. Throws Error for anything that is not a well-formed model of schema version
/// 3, or keeps numbers outside its tables.
graph::Graph read_tflite(std::span<const std::byte> bytes, std::string_view name);

}  // namespace kvant::formats
