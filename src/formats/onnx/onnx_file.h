// SPDX-License-Identifier: Apache-2.0
// An .onnx file as it stands: nodes that name their inputs and outputs, constants, inputs and outputs with shapes.
//
//   ModelProto {7 graph, 8 operator set {1 domain, 2 version}}
//   GraphProto {1 node, 2 name, 5 constant, 11 input, 12 output}
//   NodeProto {1 input ..., 2 output ..., 3 name, 4 type, 5 attribute, 7 domain}
//   AttributeProto {1 name, 2 float, 3 integer, 4 text, 5 tensor, 7 floats, 8 integers}
//   ValueInfoProto {1 name, 2 type {1 tensor {1 type, 2 shape {1 dim {1 length, 2 symbol}}}}}
#pragma once

#include <kvant/types/array.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::formats {

struct OnnxAttribute {
  float number = 0;
  std::int64_t integer = 0;
  std::string text;
  std::vector<float> numbers;
  std::vector<std::int64_t> integers;
  std::optional<Array> tensor;
};

struct OnnxNode {
  std::string name;                 ///< of the node, or of its first output where it has none
  std::string type;                 ///< "Conv"
  std::vector<std::string> inputs;  ///< an empty name: left out
  std::vector<std::string> outputs;
  std::map<std::string, OnnxAttribute, std::less<>> attributes;

  bool has(std::string_view key) const { return attributes.contains(key); }
  std::int64_t integer(std::string_view key, std::int64_t otherwise) const;
  float number(std::string_view key, float otherwise) const;
  std::string text(std::string_view key, const std::string& otherwise) const;
  /// Empty where it is absent.
  std::vector<std::int64_t> integers(std::string_view key) const;
};

/// A model's input or output. unknown_length stands for a symbol, or a length that is not told.
struct OnnxValueInfo {
  std::string name;
  Shape shape;
};

struct OnnxFile {
  std::string name;
  std::int64_t version = 0;  ///< of the operator set
  std::vector<OnnxNode> nodes;
  std::map<std::string, Array, std::less<>> constants;  ///< float32 or int64
  std::vector<OnnxValueInfo> inputs;                    ///< without constants
  std::vector<OnnxValueInfo> outputs;
};

/// file: for messages. Throws Error for bytes that are no ONNX model, operators of other domains, constants of other
/// types than float32, float64, int32 and int64, and constants in files of their own, which are never opened.
OnnxFile read_onnx_file(std::span<const std::byte> bytes, std::string_view file);

}  // namespace kvant::formats
