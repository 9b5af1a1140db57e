// SPDX-License-Identifier: Apache-2.0
// config.json of a Keras 3 model: its layers and how they hang together.
//
//   Sequential  {"module": "keras", "class_name": "Sequential", "config": {"name", "layers": [layer ...]}}
//   Functional  {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name", "layers":
//               [layer with "name" and "inbound_nodes" ...], "input_layers": [[name, 0, 0] ...], "output_layers"}}
#pragma once

#include "layers/layer_graph.h"

#include <string>
#include <string_view>

namespace kvant::formats {

std::string emit_keras_config(const layers::LayerGraph& graph);

/// The layers with first weights. name: of the file, for messages. Throws Error for what is no such model.
layers::LayerGraph read_keras_config(std::string_view text, const std::string& name);

}  // namespace kvant::formats
