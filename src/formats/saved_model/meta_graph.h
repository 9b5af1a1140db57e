// SPDX-License-Identifier: Apache-2.0
// What saved_model.pb says: a graph, the signatures by which it is asked, and the objects that own its variables.
#pragma once

#include "formats/saved_model/graph_def.h"

#include <kvant/types/dtype.h>
#include <kvant/types/shape.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kvant::formats {

/// TensorInfo {1 name, 2 type, 3 shape}
struct SignatureTensor {
  std::string tensor;  ///< "serving_default_x:0"
  std::int64_t type = 0;
  std::optional<Shape> shape;
};

/// SignatureDef {1 inputs, 2 outputs, 3 method}
struct Signature {
  std::map<std::string, SignatureTensor> inputs, outputs;
};

/// SavedObjectGraph {1 node, 2 concrete function {1 name, 2 {2 bound inputs}}}
struct ObjectGraph {
  std::map<std::string, std::vector<std::int64_t>> variables_by_name;     ///< ids of nodes that are variables
  std::map<std::string, std::vector<std::int64_t>> captures_of_function;  ///< ids of what its last inputs are bound to
};

struct MetaGraph {
  std::vector<std::string> tags;
  GraphDef graph;
  std::map<std::string, Signature> signatures;
  ObjectGraph objects;
};

/// The meta graph with the tag "serve", or the only one there is. Refers to the bytes and to the name, which must
/// outlive it. Throws Error for what is no SavedModel.
MetaGraph read_meta_graph(std::span<const std::byte> bytes, std::string_view name);

/// An object of the checkpoint: what it owns, by name, and the key of its numbers where it is a variable.
struct CheckpointObject {
  std::map<std::string, std::int64_t> children;
  std::string key;
};

/// _CHECKPOINTABLE_OBJECT_GRAPH {1 node {1 child {1 id, 2 name}, 2 attribute {1 "VARIABLE_VALUE", 2 full name, 3
/// key}}}: objects by their ids, the first is the root.
std::vector<CheckpointObject> read_checkpoint_objects(const std::string& bytes, std::string_view name);

}  // namespace kvant::formats
