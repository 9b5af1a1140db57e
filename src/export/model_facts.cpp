// SPDX-License-Identifier: Apache-2.0
// Macros and conversions in C99.
#include "export/model_facts.h"

#include "ops/emit.h"

#include <fmt/format.h>

#include <sstream>
#include <vector>

namespace kvant::exporting {
namespace {

/// The macros of one input or output. which: INPUT, OUTPUT, INPUT1 ...
std::string emit_tensor_macros(const graph::Tensor& tensor, const std::string& name, const std::string& which) {
  std::string text = fmt::format("#define {}_{}_SIZE {}\n", name, which, size_of_tensor(tensor));
  if (is_quantized(tensor)) {
    text += fmt::format("#define {}_{}_SCALE {}\n", name, which, ops::float_literal(tensor.quantization.scales[0]));
    text += fmt::format("#define {}_{}_ZERO_POINT ({})\n", name, which, tensor.quantization.zero_points[0]);
  }
  return text;
}

std::string emit_quantize(const graph::Tensor& input, const std::string& name) {
  const int low = input.dtype == DType::int8 ? -128 : 0;
  return fmt::format(R"(
/* A real number as the model's input takes it: rounded half away from zero, saturated. */
static inline {type} {name}_quantize(float value) {{
  const float steps = value / {name}_INPUT_SCALE;
  const float rounded = (steps < 0.0f ? steps - 0.5f : steps + 0.5f);
  if (!(rounded > {low}.0f - {name}_INPUT_ZERO_POINT)) return {low};
  if (rounded >= {high}.0f - {name}_INPUT_ZERO_POINT) return {high};
  return ({type})((int32_t)rounded + {name}_INPUT_ZERO_POINT);
}}
)",
                     fmt::arg("type", c_type(input.dtype)), fmt::arg("name", name), fmt::arg("low", low),
                     fmt::arg("high", low + 255));
}

std::string emit_dequantize(const graph::Tensor& output, const std::string& name) {
  return fmt::format(R"(
/* The real number that one of the model's outputs stands for. */
static inline float {name}_dequantize({type} value) {{
  return {name}_OUTPUT_SCALE * (float)((int32_t)value - {name}_OUTPUT_ZERO_POINT);
}}
)",
                     fmt::arg("type", c_type(output.dtype)), fmt::arg("name", name));
}

/// A C string: all but plain letters as octal numbers, which end after three digits.
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    const bool plain = c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?';
    result += plain ? std::string(1, c) : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  }
  return result + "\"";
}

std::vector<std::string> labels_of(const graph::Graph& graph) {
  std::vector<std::string> labels;
  const auto found = graph.metadata.find("labels.txt");
  if (found == graph.metadata.end()) return labels;
  std::istringstream lines(found->second);
  for (std::string line; std::getline(lines, line);) labels.push_back(line);
  return labels;
}

/// Nothing where the model does not name each number of its one output.
std::string emit_labels(const graph::Graph& graph, const std::string& name) {
  const std::vector<std::string> labels = labels_of(graph);
  if (labels.empty() || graph.outputs.size() != 1) return {};
  const graph::Tensor& output = graph.at(graph.outputs[0]);
  if (static_cast<std::int64_t>(labels.size()) != size_of_tensor(output)) return {};
  std::string names;
  for (const std::string& label : labels) names += "    " + quoted(label) + ",\n";
  return fmt::format(R"(
/* What the model's outputs stand for, in UTF-8. */
static const char *const {name}_LABELS[{count}] = {{
{names}}};

/* Which of the outputs is the largest, the first of equal ones: an index of {name}_LABELS. */
static inline int {name}_argmax(const {type} *outputs) {{
  int largest = 0;
  int i;
  for (i = 1; i < {count}; ++i) {{
    if (outputs[i] > outputs[largest]) largest = i;
  }}
  return largest;
}}
)",
                     fmt::arg("type", c_type(output.dtype)), fmt::arg("name", name), fmt::arg("count", labels.size()),
                     fmt::arg("names", names));
}

}  // namespace

std::string_view c_type(DType dtype) {
  if (dtype == DType::int8) return "int8_t";
  if (dtype == DType::uint8) return "uint8_t";
  return "float";
}

std::int64_t size_of_tensor(const graph::Tensor& tensor) {
  std::int64_t size = 1;
  for (std::int64_t length : tensor.shape) size *= length == unknown_length ? 1 : length;
  return size;
}

bool is_quantized(const graph::Tensor& tensor) {
  return tensor.quantization.present() && (tensor.dtype == DType::int8 || tensor.dtype == DType::uint8);
}

std::uint32_t model_id(std::span<const std::byte> model) {
  std::uint32_t hash = 2166136261u;
  for (std::byte byte : model) hash = (hash ^ std::to_integer<std::uint32_t>(byte)) * 16777619u;
  return hash;
}

std::string emit_tensor_facts(const graph::Graph& graph, const std::string& name) {
  std::string text;
  const auto add = [&](const std::vector<graph::TensorId>& ids, const std::string& which) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      text += emit_tensor_macros(graph.at(ids[i]), name, ids.size() == 1 ? which : which + std::to_string(i));
    }
  };
  add(graph.inputs, "INPUT");
  add(graph.outputs, "OUTPUT");
  return text;
}

std::string emit_conversions(const graph::Graph& graph, const std::string& name) {
  std::string text;
  if (graph.inputs.size() == 1 && is_quantized(graph.at(graph.inputs[0]))) {
    text += emit_quantize(graph.at(graph.inputs[0]), name);
  }
  if (graph.outputs.size() == 1 && is_quantized(graph.at(graph.outputs[0]))) {
    text += emit_dequantize(graph.at(graph.outputs[0]), name);
  }
  return text + emit_labels(graph, name);
}

}  // namespace kvant::exporting
