// SPDX-License-Identifier: Apache-2.0
// The config of a functional model: which result of which layer enters which.
//
//   layer          {"module", "class_name", "config", "name", "inbound_nodes": [{"args": [tensor or [tensor ...]],
//                  "kwargs": {}} ...]}, a node for each use of the layer
//   tensor         {"class_name": "__keras_tensor__", "config": {"shape", "dtype", "keras_history": [layer, node, 0]}}
#pragma once

#include "layers/layer_graph.h"

#include <nlohmann/json.hpp>

namespace kvant::formats {

/// A layer's config and the shapes that it was built for.
nlohmann::ordered_json layer_to_json(const layers::Layer& layer);

/// The whole model.
nlohmann::ordered_json emit_functional(const layers::LayerGraph& graph);

}  // namespace kvant::formats
