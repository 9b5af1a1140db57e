// SPDX-License-Identifier: Apache-2.0
// .onnx files: bytes to graph.
#pragma once

#include "graph/graph.h"

#include <cstddef>
#include <span>
#include <string>

namespace kvant::formats {

/// The model as TFLite's operators in float32, channels last: an input of shape (batch, channels, height, width)
/// becomes one of (batch, height, width, channels), and so do outputs; there is no TRANSPOSE. Batch norms and
/// activations are operators of their own, for the passes to fold and fuse. The first axis of inputs is the batch.
/// Operator sets 13 to
/// 25. file: for messages. Throws Error for a damaged file, one that lists all operators that kvant lacks, and shapes
/// or attributes that do not fit.
graph::Graph read_onnx(std::span<const std::byte> bytes, const std::string& file);

}  // namespace kvant::formats
