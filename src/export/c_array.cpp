// SPDX-License-Identifier: Apache-2.0
// The text of NAME.h, NAME.cc and NAME_quantization_params.json.
#include "export/c_array.h"

#include "export/model_facts.h"
#include "export/xxd_dump.h"

#include <fmt/format.h>

#include <string_view>

namespace kvant::exporting {

std::string emit_header(const graph::Graph& graph, std::span<const std::byte> model, const std::string& name,
                        std::size_t arena_bytes) {
  std::string text(generated_licence);
  text += fmt::format("// The model {0} as bytes, and what firmware needs to know of it. Made by kvant {1}.\n", name,
                      KVANT_VERSION);
  text += fmt::format("#ifndef {0}_MODEL_H\n#define {0}_MODEL_H\n\n#include <stdint.h>\n\n", name);
  text += emit_tensor_facts(graph, name);
  text += fmt::format("/* What kvant's own interpreter needs; TensorFlow Lite Micro needs more. */\n");
  text += fmt::format("#define {}_ARENA_BYTES {}\n", name, arena_bytes);
  text += fmt::format("#define {}_MODEL_ID 0x{:08x}u\n\n", name, model_id(model));
  text += fmt::format(
      "#ifdef __cplusplus\nextern \"C\" {{\n#endif\n"
      "extern const unsigned char {0}_tflite[];\nextern const unsigned int {0}_tflite_len;\n"
      "#ifdef __cplusplus\n}}\n#endif\n",
      name);
  text += emit_conversions(graph, name);
  return text + "\n#endif\n";
}

std::string emit_source(std::span<const std::byte> model, const std::string& name) {
  return fmt::format(
      "{1}// The bytes of the model {0}. Made by kvant {2}.\n#include \"{0}.h\"\n\n"
      "alignas(16) const unsigned char {0}_tflite[] = {{\n{3}}};\n"
      "const unsigned int {0}_tflite_len = {4};\n",
      name, generated_licence, KVANT_VERSION, emit_byte_rows(model), model.size());
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
