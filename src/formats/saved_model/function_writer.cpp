// SPDX-License-Identifier: Apache-2.0
// Messages of nodes and functions.
#include "formats/saved_model/function_writer.h"

#include "formats/saved_model/tensor_proto.h"

#include <algorithm>

namespace kvant::formats {

NodeAttributes& NodeAttributes::add(const std::string& key, const WireWriter& value) {
  values_[key] = value;
  return *this;
}
NodeAttributes& NodeAttributes::type(const std::string& key, std::int64_t type) {
  return add(key, WireWriter().varint(6, type));
}
NodeAttributes& NodeAttributes::types(const std::string& key, const std::vector<std::int64_t>& types) {
  return add(key, WireWriter().message(1, WireWriter().packed(6, types)));
}
NodeAttributes& NodeAttributes::shape(const std::string& key, const Shape& shape) {
  return add(key, WireWriter().message(7, write_tensor_shape(shape)));
}
NodeAttributes& NodeAttributes::integer(const std::string& key, std::int64_t value) {
  return add(key, WireWriter().varint(3, value));
}
NodeAttributes& NodeAttributes::integers(const std::string& key, const std::vector<std::int64_t>& values) {
  return add(key, WireWriter().message(1, WireWriter().packed(3, values)));
}
NodeAttributes& NodeAttributes::number(const std::string& key, float value) {
  return add(key, WireWriter().number(4, value));
}
NodeAttributes& NodeAttributes::flag(const std::string& key, bool value) {
  return add(key, WireWriter().varint(5, value ? 1 : 0));
}
NodeAttributes& NodeAttributes::text(const std::string& key, const std::string& value) {
  return add(key, WireWriter().text(2, value));
}
NodeAttributes& NodeAttributes::tensor(const std::string& key, const WireWriter& value) {
  return add(key, WireWriter().message(8, value));
}
NodeAttributes& NodeAttributes::function(const std::string& key, const std::string& name) {
  return add(key, WireWriter().message(10, WireWriter().text(1, name)));
}

WireWriter write_node(const std::string& name, const std::string& op, const std::vector<std::string>& inputs,
                      const NodeAttributes& attributes) {
  WireWriter node;
  node.text(1, name).text(2, op);
  for (const std::string& input : inputs) node.text(3, input);
  for (const auto& [key, value] : attributes.values_) node.message(5, WireWriter().text(1, key).message(2, value));
  return node;
}

WireWriter write_argument(const std::string& name, std::int64_t type, const Shape* variable) {
  WireWriter argument;
  argument.text(1, name).varint(3, type);
  if (variable != nullptr) {
    const WireWriter handled = WireWriter().varint(1, float_type).message(2, write_tensor_shape(*variable));
    argument.message(7, handled);
  }
  return argument;
}

std::string FunctionWriter::add(const std::string& name, const std::string& op, std::string_view output,
                                const std::vector<std::string>& inputs, const NodeAttributes& attributes) {
  std::string free = node_name(name);
  const int number = names_[free]++;
  if (number > 0) free += "_" + std::to_string(number);
  nodes_.push_back(write_node(free, op, inputs, attributes));
  return free + ":" + std::string(output) + ":0";
}

std::string FunctionWriter::add_float(const std::string& name, const std::string& op, std::string_view output,
                                      const std::vector<std::string>& inputs, NodeAttributes attributes) {
  return add(name, op, output, inputs, attributes.type("T", float_type));
}

std::string FunctionWriter::add_constant(const std::string& name, const Array& value) {
  NodeAttributes attributes;
  attributes.type("dtype", number_of_dtype(value.dtype())).tensor("value", write_tensor_proto(value));
  return add(name, "Const", "output", {}, attributes);
}

std::string FunctionWriter::add_integers(const std::string& name, const std::vector<std::int64_t>& values,
                                         const Shape& shape) {
  Array array(DType::int32, shape);
  std::transform(values.begin(), values.end(), array.values<std::int32_t>().begin(),
                 [](std::int64_t value) { return static_cast<std::int32_t>(value); });
  return add_constant(name, array);
}

WireWriter FunctionWriter::write(const std::string& name, const std::vector<WireWriter>& arguments,
                                 const std::vector<WireWriter>& results,
                                 const std::vector<std::pair<std::string, std::string>>& sources) const {
  WireWriter signature;
  signature.text(1, name);
  for (const WireWriter& argument : arguments) signature.message(2, argument);
  for (const WireWriter& result : results) signature.message(3, result);
  signature.varint(17, 1);  // it reads variables
  WireWriter function;
  function.message(1, signature);
  for (const WireWriter& node : nodes_) function.message(3, node);
  for (const auto& [result, source] : sources) function.message(4, WireWriter().text(1, result).text(2, source));
  return function;
}

std::string node_name(std::string_view name) {
  std::string valid;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    const bool inner = c == '_' || c == '.' || c == '-' || c == '/';
    valid += letter || (inner && !valid.empty()) ? c : valid.empty() ? 'n' : '_';
  }
  return valid.empty() ? "node" : valid;
}

std::string argument_name(std::string_view name) {
  std::string valid;
  for (const char c : name) {
    const bool letter = c >= 'a' && c <= 'z', capital = c >= 'A' && c <= 'Z', digit = c >= '0' && c <= '9';
    if (valid.empty() && !letter && !capital) valid = "x";
    valid += capital ? static_cast<char>(c - 'A' + 'a') : letter || digit ? c : '_';
  }
  return valid.empty() ? "x" : valid;
}

}  // namespace kvant::formats
