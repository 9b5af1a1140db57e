// SPDX-License-Identifier: Apache-2.0
// SavedModels and frozen graphs on the disk.
#pragma once

#include "formats/saved_model/model_folder.h"
#include "graph/graph.h"

#include <kvant/model.h>

#include <string>

namespace kvant {

/// Reads the files of a folder, and no others.
formats::ModelFolder disk_folder(const std::string& path);

/// What a signature computes, biases and batch normalizations folded into the layers that they stand beside. path: a
/// folder, its saved_model.pb, or a frozen graph: another .pb file. signature: empty is serving_default, or the only
/// one there is. Throws Error as formats::read_saved_model does, and a usage Error for a frozen graph's signature.
graph::Graph load_saved_graph(const std::string& path, const std::string& signature);

/// Writes the folder of a SavedModel, whole or not at all; one that is there and holds a SavedModel is replaced. Throws
/// Error when it cannot be written, and where another folder or file stands there.
void save_saved_model(const Model& model, const std::string& path);

/// A model that can be trained further: of Keras' layers where Keras 2 describes them and kvant has them all, else one
/// layer of the operators that the function computes.
Model load_saved_model(const std::string& path);

}  // namespace kvant
