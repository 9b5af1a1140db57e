// SPDX-License-Identifier: Apache-2.0
// SavedModels and frozen graphs of TensorFlow, by the functions in them.
//
//   saved_model.pb         {1: 1, 2: meta graph {1 {4 tags}, 2 graph, 3 saver, 5 signatures, 7 objects}}
//   variables/...          tensor_bundle.h: the variables' numbers, and which object has which
//   keras_metadata.pb      Keras 2's layers, where Keras wrote the model
#pragma once

#include "formats/saved_model/model_folder.h"
#include "graph/graph.h"

#include <span>
#include <string>
#include <vector>

namespace kvant::formats {

/// The graph of TFLite's operators that a signature computes: float32 constants, the batch of unknown length, inputs
/// and outputs in the order of their names in the signature, tensors named as TensorFlow's converter names them.
/// signature: empty is "serving_default", or the only one there is. name: of the folder, for messages. Throws Error for
/// a damaged model, a signature that is not there (naming those that are), and operations that none of kvant's
/// operators stands for: all of them, each with its node.
graph::Graph read_saved_model(const ModelFolder& folder, const std::string& signature, const std::string& name);

/// The same from a graph whose variables are constants: inputs are its placeholders, outputs the nodes that nothing
/// reads.
graph::Graph read_frozen_graph(std::span<const std::byte> bytes, const std::string& name);

/// Whether a .pb file holds a SavedModel rather than a frozen graph.
bool is_saved_model(std::span<const std::byte> bytes);

/// The names of the signatures that can be asked for, in order.
std::vector<std::string> signature_names(const ModelFolder& folder, const std::string& name);

}  // namespace kvant::formats
