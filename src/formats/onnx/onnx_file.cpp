// SPDX-License-Identifier: Apache-2.0
// Reading ONNX's messages.
#include "formats/onnx/onnx_file.h"

#include "formats/onnx/onnx_tensor.h"
#include "formats/protobuf/wire_reader.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <utility>

namespace kvant::formats {
namespace {

constexpr std::int64_t float_element = 1;

std::pair<std::string, OnnxAttribute> read_attribute(WireReader fields) {
  std::string name;
  OnnxAttribute attribute;
  while (fields.next()) {
    switch (fields.number()) {
      case 1:
        name = fields.text();
        break;
      case 2:
        attribute.number = fields.float_value();
        break;
      case 3:
        attribute.integer = fields.value();
        break;
      case 4:
        attribute.text = fields.text();
        break;
      case 5:
        attribute.tensor = read_onnx_tensor(fields.message()).second;
        break;
      case 7:
        fields.append_to(attribute.numbers);
        break;
      case 8:
        fields.append_to(attribute.integers);
        break;
      default:
        break;
    }
  }
  return {name, std::move(attribute)};
}

OnnxNode read_node(WireReader fields) {
  OnnxNode node;
  std::string domain;
  while (fields.next()) {
    switch (fields.number()) {
      case 1:
        node.inputs.push_back(fields.text());
        break;
      case 2:
        node.outputs.push_back(fields.text());
        break;
      case 3:
        node.name = fields.text();
        break;
      case 4:
        node.type = fields.text();
        break;
      case 5:
        node.attributes.insert(read_attribute(fields.message()));
        break;
      case 7:
        domain = fields.text();
        break;
      default:
        break;
    }
  }
  if (node.name.empty() && !node.outputs.empty()) node.name = node.outputs[0];
  if (!domain.empty() && domain != "ai.onnx") node.type = domain + "::" + node.type;
  return node;
}

std::int64_t read_length(WireReader dimension) {
  std::int64_t length = unknown_length;
  while (dimension.next()) {
    if (dimension.number() == 1) length = dimension.value();
  }
  if (length < 0) return unknown_length;
  return length;
}

Shape read_shape(WireReader fields) {
  Shape shape;
  while (fields.next()) {
    if (fields.number() == 1) shape.push_back(read_length(fields.message()));
  }
  return shape;
}

OnnxValueInfo read_value_info(WireReader fields) {
  OnnxValueInfo info;
  while (fields.next()) {
    if (fields.number() == 1) info.name = fields.text();
    if (fields.number() != 2) continue;
    for (WireReader type = fields.message(); type.next();) {
      if (type.number() != 1) type.fail("inputs and outputs must be tensors");
      for (WireReader tensor = type.message(); tensor.next();) {
        if (tensor.number() == 1 && tensor.value() != float_element)
          tensor.fail("inputs and outputs must be float32", "type " + std::to_string(tensor.value()));
        if (tensor.number() == 2) info.shape = read_shape(tensor.message());
      }
    }
  }
  return info;
}

void read_graph(WireReader fields, OnnxFile& file) {
  std::vector<OnnxValueInfo> inputs;
  while (fields.next()) {
    switch (fields.number()) {
      case 1:
        file.nodes.push_back(read_node(fields.message()));
        break;
      case 2:
        file.name = fields.text();
        break;
      case 5:
        file.constants.insert(read_onnx_tensor(fields.message()));
        break;
      case 11:
        inputs.push_back(read_value_info(fields.message()));
        break;
      case 12:
        file.outputs.push_back(read_value_info(fields.message()));
        break;
      default:
        break;
    }
  }
  for (OnnxValueInfo& input : inputs) {  // older writers list constants as inputs, too
    if (!file.constants.contains(input.name)) file.inputs.push_back(std::move(input));
  }
}

std::int64_t read_version(WireReader fields) {
  std::string domain;
  std::int64_t version = 0;
  while (fields.next()) {
    if (fields.number() == 1) domain = fields.text();
    if (fields.number() == 2) version = fields.value();
  }
  return domain.empty() || domain == "ai.onnx" ? version : 0;
}

}  // namespace

std::int64_t OnnxNode::integer(std::string_view key, std::int64_t otherwise) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? otherwise : found->second.integer;
}

float OnnxNode::number(std::string_view key, float otherwise) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? otherwise : found->second.number;
}

std::string OnnxNode::text(std::string_view key, const std::string& otherwise) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? otherwise : found->second.text;
}

std::vector<std::int64_t> OnnxNode::integers(std::string_view key) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? std::vector<std::int64_t>() : found->second.integers;
}

OnnxFile read_onnx_file(std::span<const std::byte> bytes, std::string_view name) {
  OnnxFile file;
  bool has_graph = false;
  if (bytes.empty()) throw Error(std::string(name), "is empty");
  for (WireReader fields(bytes, name); fields.next();) {
    if (fields.number() == 7) {
      read_graph(fields.message(), file);
      has_graph = true;
    }
    if (fields.number() == 8) file.version = std::max(file.version, read_version(fields.message()));
  }
  if (!has_graph || file.version == 0)
    throw Error(std::string(name), "is no ONNX model: graph or operator set is missing");
  return file;
}

}  // namespace kvant::formats
