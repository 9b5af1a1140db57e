// SPDX-License-Identifier: Apache-2.0
// SavedModels as TensorFlow 2 loads and converts them: a function, its variables, and how they are restored.
#pragma once

#include "formats/saved_model/model_folder.h"
#include "graph/graph.h"
#include "layers/variable.h"

#include <span>
#include <string>

namespace kvant::formats {

/// saved_model.pb and variables/... of the model that answers as this graph does, with the signatures serving_default
/// and serve (the endpoint that keras.layers.TFSMLayer asks for). graph: as layers make it for inference; inputs and
/// outputs have names. variables: the model's, in Keras' order: they stay variables, named and shaped as Keras', while
/// other constants are constants. name: the model's. The same model gives the same bytes. Throws Error for an operator
/// that no operation of TensorFlow's stands for.
FolderFiles write_saved_model(const graph::Graph& graph, std::span<const layers::Variable* const> variables,
                              const std::string& name);

}  // namespace kvant::formats
