// SPDX-License-Identifier: Apache-2.0
// The config of a whole model as JSON: config.json of .keras, the attribute model_config of .h5, a SavedModel's
// metadata. Written is Keras 3's spelling; read is Keras 2's, too (model_config.h).
//
//   Sequential  {"module": "keras", "class_name": "Sequential", "config": {"name", "layers": [layer ...]}}
//   Functional  {"module": "keras.src.models.functional", "class_name": "Functional", "config": {"name", "layers":
//               [layer with "name" and "inbound_nodes" ...], "input_layers": [[name, 0, 0] ...], "output_layers"}}
#pragma once

#include "formats/keras/connect_layers.h"
#include "layers/layer_graph.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace kvant::formats {

nlohmann::ordered_json emit_keras_config(const layers::LayerGraph& graph);

/// The layers with first weights. file: for messages. Throws Error for what is no Sequential or functional model, for
/// layers that kvant does not know, and for layers that do not fit together.
ConnectedModel read_keras_config(std::string_view text, const std::string& file);

/// Throws Error for JSON that is nested too deeply for what goes through it by recursion: beyond 200 levels.
void check_json_depth(std::string_view text, const std::string& file);

}  // namespace kvant::formats
