// SPDX-License-Identifier: Apache-2.0
// Keras' table of a model's layers.
#pragma once

#include "layers/layer_graph.h"

#include <string>

namespace kvant {

/// Layers, result shapes and parameters, then the totals. UTF-8 with box lines, ends with a newline.
std::string emit_summary(const layers::LayerGraph& layers);

}  // namespace kvant
