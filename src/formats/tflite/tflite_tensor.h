// SPDX-License-Identifier: Apache-2.0
// What a tensor of a .tflite file says, in the graph's words: the same for reading it and for finding what has changed.
#pragma once

#include "graph/graph.h"

namespace kvant::tflite {
struct TensorT;
}

namespace kvant::formats {

/// unknown_length where the shape signature says so.
Shape shape_of(const tflite::TensorT& tensor);

/// No scales: not quantised. Zero points that are left out are 0.
graph::Quantization quantization_of(const tflite::TensorT& tensor);

}  // namespace kvant::formats
