// SPDX-License-Identifier: Apache-2.0
// A whole graph of TensorFlow's, between named inputs and outputs.
#pragma once

#include "formats/saved_model/graph_def.h"
#include "formats/saved_model/meta_graph.h"
#include "graph/graph.h"

#include <functional>
#include <memory>
#include <string>

namespace kvant::formats {

/// What the signature computes. read_variable: the numbers by a VarHandleOp. name: of the model, for messages. Throws
/// Error as read_saved_model does.
graph::Graph lower_graph(const GraphDef& graph, const Signature& signature,
                         const std::function<std::shared_ptr<Array>(const NodeDef&)>& read_variable,
                         const std::string& name);

}  // namespace kvant::formats
