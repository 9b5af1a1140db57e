// SPDX-License-Identifier: Apache-2.0
// Nodes of TensorFlow's graphs and functions, as they are written.
#pragma once

#include "formats/protobuf/wire_writer.h"

#include <kvant/types/array.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::formats {

inline constexpr std::int64_t float_type = 1;  ///< DT_FLOAT
inline constexpr std::int64_t int32_type = 3;  ///< DT_INT32

/// The attributes of a node.
class NodeAttributes {
 public:
  NodeAttributes& type(const std::string& key, std::int64_t type);
  NodeAttributes& types(const std::string& key, const std::vector<std::int64_t>& types);
  NodeAttributes& shape(const std::string& key, const Shape& shape);
  NodeAttributes& integer(const std::string& key, std::int64_t value);
  NodeAttributes& integers(const std::string& key, const std::vector<std::int64_t>& values);
  NodeAttributes& number(const std::string& key, float value);
  NodeAttributes& flag(const std::string& key, bool value);
  NodeAttributes& text(const std::string& key, const std::string& value);
  NodeAttributes& tensor(const std::string& key, const WireWriter& value);
  NodeAttributes& function(const std::string& key, const std::string& name);

 private:
  friend WireWriter write_node(const std::string&, const std::string&, const std::vector<std::string>&,
                               const NodeAttributes&);
  NodeAttributes& add(const std::string& key, const WireWriter& value);
  std::map<std::string, WireWriter> values_;
};

/// NodeDef (graph_def.h).
WireWriter write_node(const std::string& name, const std::string& op, const std::vector<std::string>& inputs,
                      const NodeAttributes& attributes);

/// An argument or result of a function: ArgDef {1 name, 3 type, 7 handle {1 set, 2 {1 type, 2 shape}}}. variable: the
/// shape of what the handle leads to, for resources.
WireWriter write_argument(const std::string& name, std::int64_t type, const Shape* variable = nullptr);

/// Builds the body of a function. Results are named as functions name them: "node:output:0".
class FunctionWriter {
 public:
  /// Adds a node and returns its result. Its name gets a number where it is taken. output: what the operation calls its
  /// result.
  std::string add(const std::string& name, const std::string& op, std::string_view output,
                  const std::vector<std::string>& inputs, const NodeAttributes& attributes);
  /// The same of an operation whose only type is float32, attribute T.
  std::string add_float(const std::string& name, const std::string& op, std::string_view output,
                        const std::vector<std::string>& inputs, NodeAttributes attributes = {});
  std::string add_constant(const std::string& name, const Array& value);
  std::string add_integers(const std::string& name, const std::vector<std::int64_t>& values, const Shape& shape);

  /// FunctionDef of what there is.
  WireWriter write(const std::string& name, const std::vector<WireWriter>& arguments,
                   const std::vector<WireWriter>& results,
                   const std::vector<std::pair<std::string, std::string>>& sources) const;

 private:
  std::vector<WireWriter> nodes_;
  std::map<std::string, int> names_;
};

/// With characters that TensorFlow allows in names of nodes.
std::string node_name(std::string_view name);
/// With those that it allows in names of arguments: small letters, digits and _.
std::string argument_name(std::string_view name);

}  // namespace kvant::formats
