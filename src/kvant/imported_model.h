// SPDX-License-Identifier: Apache-2.0
// Models whose operators came from a file: .tflite, and whatever else is read as a graph.
#pragma once

#include "graph/graph.h"

#include <kvant/files.h>
#include <kvant/model.h>

#include <string>

namespace kvant {

/// A model that answers as the graph does and can be trained, summed up and converted; its inputs, and one layer that
/// holds all operators. name: the file's, for messages and the model's name. A graph with a first axis of 1 or unknown
/// takes any batch. Tensor names, signature, description and metadata come back when it is converted. Throws Error
/// for quantised tensors and operators that do not run in float, which it names all, and for another batch.
Model model_of_graph(graph::Graph graph, const std::string& name);

/// The same of a .tflite file, whose operands the chip's set-up has checked.
Model model_of_tflite(const Bytes& bytes, const std::string& name);

}  // namespace kvant
