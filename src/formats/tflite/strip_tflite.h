// SPDX-License-Identifier: Apache-2.0
// Making a .tflite file smaller without changing what it computes.
#pragma once

namespace kvant::tflite {
struct ModelT;
}

namespace kvant::formats {

/// Takes away names, description, metadata, signatures, shape signatures and the ranges beside scales. Signatures stay
/// where there are several subgraphs: they tell which one to call.
void strip(tflite::ModelT& model);

/// Takes away buffers that no tensor and no metadata refers to, but the first.
void drop_unused_buffers(tflite::ModelT& model);

}  // namespace kvant::formats
