// SPDX-License-Identifier: Apache-2.0
// Nodes and functions from their messages.
#include "formats/saved_model/graph_def.h"

#include <utility>

namespace kvant::formats {
namespace {

/// Key and value of an entry of a map.
std::pair<std::string, std::span<const std::byte>> entry_of(WireReader fields) {
  std::pair<std::string, std::span<const std::byte>> entry;
  while (fields.next()) {
    if (fields.number() == 1) entry.first = fields.text();
    if (fields.number() == 2) entry.second = fields.bytes();
  }
  return entry;
}

std::string text_field(WireReader fields, std::uint32_t number) {
  std::string text;
  while (fields.next()) {
    if (fields.number() == number) text = fields.text();
  }
  return text;
}

void read_signature(WireReader fields, FunctionDef& function, std::string& name) {
  while (fields.next()) {
    if (fields.number() == 1) name = fields.text();
    if (fields.number() == 2) function.inputs.push_back(text_field(fields.message(), 1));
    if (fields.number() == 3) function.outputs.push_back(text_field(fields.message(), 1));
  }
}

void read_function(WireReader fields, std::string_view file, std::map<std::string, FunctionDef>& functions) {
  FunctionDef function;
  std::string name;
  while (fields.next()) {
    if (fields.number() == 1) read_signature(fields.message(), function, name);
    if (fields.number() == 3) function.nodes.push_back(read_node(fields.message(), file));
    if (fields.number() != 4) continue;
    const auto [output, source] = entry_of(fields.message());
    function.results[output] = std::string(reinterpret_cast<const char*>(source.data()), source.size());
  }
  functions[name] = std::move(function);
}

}  // namespace

WireReader NodeDef::attribute(std::string_view key) const {
  const auto found = attributes_.find(key);
  return {found == attributes_.end() ? std::span<const std::byte>{} : found->second, file_};
}

std::int64_t NodeDef::integer(std::string_view key, std::int64_t otherwise) const {
  for (WireReader value = attribute(key); value.next();) {
    if (value.number() == 3 || value.number() == 6) otherwise = value.value();
  }
  return otherwise;
}

float NodeDef::number(std::string_view key, float otherwise) const {
  for (WireReader value = attribute(key); value.next();) {
    if (value.number() == 4) otherwise = value.float_value();
  }
  return otherwise;
}

bool NodeDef::flag(std::string_view key, bool otherwise) const {
  for (WireReader value = attribute(key); value.next();) {
    if (value.number() == 5) otherwise = value.flag();
  }
  return otherwise;
}

std::string NodeDef::text(std::string_view key, const std::string& otherwise) const {
  const std::string text = text_field(attribute(key), 2);
  return text.empty() ? otherwise : text;
}

std::vector<std::int64_t> NodeDef::integers(std::string_view key) const {
  std::vector<std::int64_t> values;
  for (WireReader value = attribute(key); value.next();) {
    if (value.number() != 1) continue;
    for (WireReader list = value.message(); list.next();) {
      if (list.number() == 3) list.append_to(values);
    }
  }
  return values;
}

std::string NodeDef::function(std::string_view key) const {
  for (WireReader value = attribute(key); value.next();) {
    if (value.number() == 10) return text_field(value.message(), 1);
  }
  return {};
}

NodeDef read_node(WireReader fields, std::string_view file) {
  NodeDef node;
  node.file_ = file;
  while (fields.next()) {
    if (fields.number() == 1) node.name = fields.text();
    if (fields.number() == 2) node.op = fields.text();
    if (fields.number() == 3) {
      std::string input = fields.text();
      if (!input.starts_with('^')) node.inputs.push_back(std::move(input));
    }
    if (fields.number() == 5) node.attributes_.insert(entry_of(fields.message()));
  }
  return node;
}

GraphDef read_graph_def(WireReader fields, std::string_view file) {
  GraphDef graph;
  while (fields.next()) {
    if (fields.number() == 1) graph.nodes.push_back(read_node(fields.message(), file));
    if (fields.number() != 2) continue;
    for (WireReader library = fields.message(); library.next();) {
      if (library.number() == 1) read_function(library.message(), file, graph.functions);
    }
  }
  return graph;
}

}  // namespace kvant::formats
