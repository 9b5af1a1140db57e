// SPDX-License-Identifier: Apache-2.0
// The text of NAME.h, NAME.cc and NAME_quantization_params.json.
#include "export/c_array.h"

#include "export/xxd_dump.h"

#include <fmt/format.h>

#include <cstdint>
#include <string_view>

namespace kvant::exporting {
namespace {

constexpr std::string_view licence = "// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception\n";

std::int64_t size_of_tensor(const graph::Tensor& tensor) {
  std::int64_t size = 1;
  for (std::int64_t length : tensor.shape) size *= length == unknown_length ? 1 : length;
  return size;
}

std::string_view c_type(DType dtype) {
  if (dtype == DType::int8) return "int8_t";
  if (dtype == DType::uint8) return "uint8_t";
  return "float";
}

bool is_quantized(const graph::Tensor& tensor) {
  return tensor.quantization.present() && (tensor.dtype == DType::int8 || tensor.dtype == DType::uint8);
}

/// A float32 literal that reads back as the same number.
std::string literal(float value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + "f";
}

/// 32-bit FNV-1a over the model's bytes: tells two models apart, no more.
std::uint32_t model_id(std::span<const std::byte> model) {
  std::uint32_t hash = 2166136261u;
  for (std::byte byte : model) hash = (hash ^ std::to_integer<std::uint32_t>(byte)) * 16777619u;
  return hash;
}

/// The macros of one input or output. which: INPUT, OUTPUT, INPUT1 ...
std::string emit_tensor_macros(const graph::Tensor& tensor, const std::string& name, const std::string& which) {
  std::string text = fmt::format("#define {}_{}_SIZE {}\n", name, which, size_of_tensor(tensor));
  if (is_quantized(tensor)) {
    text += fmt::format("#define {}_{}_SCALE {}\n", name, which, literal(tensor.quantization.scales[0]));
    text += fmt::format("#define {}_{}_ZERO_POINT ({})\n", name, which, tensor.quantization.zero_points[0]);
  }
  return text;
}

std::string emit_all_macros(const graph::Graph& graph, const std::string& name) {
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

}  // namespace

std::string emit_header(const graph::Graph& graph, std::span<const std::byte> model, const std::string& name,
                        std::size_t arena_bytes) {
  std::string text(licence);
  text += fmt::format("// The model {0} as bytes, and what firmware needs to know of it. Made by kvant {1}.\n", name,
                      KVANT_VERSION);
  text += fmt::format("#ifndef {0}_MODEL_H\n#define {0}_MODEL_H\n\n#include <stdint.h>\n\n", name);
  text += emit_all_macros(graph, name);
  text += fmt::format("/* What kvant's own interpreter needs; TensorFlow Lite Micro needs more. */\n");
  text += fmt::format("#define {}_ARENA_BYTES {}\n", name, arena_bytes);
  text += fmt::format("#define {}_MODEL_ID 0x{:08x}u\n\n", name, model_id(model));
  text += fmt::format(
      "#ifdef __cplusplus\nextern \"C\" {{\n#endif\n"
      "extern const unsigned char {0}_tflite[];\nextern const unsigned int {0}_tflite_len;\n"
      "#ifdef __cplusplus\n}}\n#endif\n",
      name);
  if (graph.inputs.size() == 1 && is_quantized(graph.at(graph.inputs[0]))) {
    text += emit_quantize(graph.at(graph.inputs[0]), name);
  }
  if (graph.outputs.size() == 1 && is_quantized(graph.at(graph.outputs[0]))) {
    text += emit_dequantize(graph.at(graph.outputs[0]), name);
  }
  return text + "\n#endif\n";
}

std::string emit_source(std::span<const std::byte> model, const std::string& name) {
  return fmt::format(
      "{1}// The bytes of the model {0}. Made by kvant {2}.\n#include \"{0}.h\"\n\n"
      "alignas(16) const unsigned char {0}_tflite[] = {{\n{3}}};\n"
      "const unsigned int {0}_tflite_len = {4};\n",
      name, licence, KVANT_VERSION, emit_byte_rows(model), model.size());
}

std::string emit_quantization_json(const graph::Graph& graph) {
  const auto entry = [&](graph::TensorId id) {
    const graph::Tensor& tensor = graph.at(id);
    if (!is_quantized(tensor)) return std::string("{\"scale\": 0.0, \"zero_point\": 0}");
    return fmt::format("{{\"scale\": {}, \"zero_point\": {}}}", static_cast<double>(tensor.quantization.scales[0]),
                       tensor.quantization.zero_points[0]);
  };
  std::string text = "{";
  const auto add = [&](const std::vector<graph::TensorId>& ids, const std::string& which) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (text.size() > 1) text += ", ";
      text += "\"" + which + (ids.size() == 1 ? "" : std::to_string(i)) + "\": " + entry(ids[i]);
    }
  };
  add(graph.inputs, "input");
  add(graph.outputs, "output");
  return text + "}";
}

}  // namespace kvant::exporting
