// SPDX-License-Identifier: Apache-2.0
// TensorFlow's graph as its file has it: nodes that name their inputs, and a library of functions.
#pragma once

#include "formats/protobuf/wire_reader.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::formats {

/// NodeDef {1 name, 2 op, 3 input ..., 5 attribute {1 key, 2 AttrValue}}. Attributes are read when they are asked for.
class NodeDef {
 public:
  std::string name;
  std::string op;
  /// "node", "node:1" or, in functions, "node:output:0"; "^node" only orders, and is left out here.
  std::vector<std::string> inputs;

  bool has(std::string_view key) const { return attributes_.contains(key); }
  /// A walk over the AttrValue {2 text, 3 integer, 4 float, 5 flag, 6 type, 7 shape, 8 tensor, 1 list, 10 function}; of
  /// an attribute that is absent an empty one.
  WireReader attribute(std::string_view key) const;

  std::int64_t integer(std::string_view key, std::int64_t otherwise) const;
  float number(std::string_view key, float otherwise) const;
  bool flag(std::string_view key, bool otherwise = false) const;
  std::string text(std::string_view key, const std::string& otherwise) const;
  std::vector<std::int64_t> integers(std::string_view key) const;
  std::string function(std::string_view key) const;

 private:
  friend NodeDef read_node(WireReader fields, std::string_view file);
  std::map<std::string, std::span<const std::byte>, std::less<>> attributes_;
  std::string_view file_;
};

/// FunctionDef {1 signature {1 name, 2 input {1 name}, 3 output {1 name}}, 3 node, 4 results {1 output, 2
/// "node:out:0"}}
struct FunctionDef {
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;
  std::map<std::string, std::string> results;
  std::vector<NodeDef> nodes;
};

/// GraphDef {1 node, 2 library {1 function}}
struct GraphDef {
  std::vector<NodeDef> nodes;
  std::map<std::string, FunctionDef> functions;
};

NodeDef read_node(WireReader fields, std::string_view file);
/// Refers to the bytes, which must outlive it, and to the file's name, for messages.
GraphDef read_graph_def(WireReader fields, std::string_view file);

}  // namespace kvant::formats
