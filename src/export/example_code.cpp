// SPDX-License-Identifier: Apache-2.0
// The statements, from the model's inputs and outputs.
#include "export/example_code.h"

#include "export/model_facts.h"

#include <fmt/format.h>

namespace kvant::exporting {
namespace {

/// One input or output: its variable, and the beginning of its macros.
struct Port {
  const graph::Tensor& tensor;
  std::string variable, macro;
  bool alone;
};

std::vector<Port> ports_of(const graph::Graph& graph, const std::vector<graph::TensorId>& ids, const std::string& name,
                           const std::string& which, const std::string& macro) {
  std::vector<Port> ports;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string number = ids.size() == 1 ? "" : std::to_string(i);
    ports.push_back({graph.at(ids[i]), which + number, fmt::format("{}_{}{}", name, macro, number), ids.size() == 1});
  }
  return ports;
}

/// The real number that a reading stands for: all that the input's codes can say, from end to end.
std::string real_of_reading(const Port& input) {
  if (!is_quantized(input.tensor)) return "reading";
  return fmt::format("{0}_SCALE * (255.0f * reading - {1}{0}_ZERO_POINT)", input.macro,
                     input.tensor.dtype == DType::int8 ? "128.0f - " : "");
}

std::string number_of_reading(const Port& input, const std::string& name) {
  if (!is_quantized(input.tensor)) return "x";
  if (input.alone) return name + "_quantize(x)";
  return fmt::format("static_cast<{}>(255.0f * reading{})", c_type(input.tensor.dtype),
                     input.tensor.dtype == DType::int8 ? " - 128.0f" : "");
}

std::string real_of_output(const Port& output, const std::string& name) {
  if (!is_quantized(output.tensor)) return output.variable + "[i]";
  if (output.alone) return fmt::format("{}_dequantize({}[i])", name, output.variable);
  return fmt::format("{0}_SCALE * static_cast<float>({1}[i] - {0}_ZERO_POINT)", output.macro, output.variable);
}

/// Statements, one a line, behind so many spaces.
std::string print_of(std::string statements, const std::string& expression, const std::string& indentation = "") {
  for (std::size_t at = 0; (at = statements.find('\n', at)) != std::string::npos; at += 1 + indentation.size())
    statements.insert(at + 1, indentation);
  return indentation + fmt::format(fmt::runtime(statements), expression) + "\n";
}

struct ExampleCode {
  std::string includes, globals, ask;
};

ExampleCode emit_example(const graph::Graph& graph, const std::string& name, const PrintStatements& print) {
  const std::vector<Port> inputs = ports_of(graph, graph.inputs, name, "input", "INPUT");
  const std::vector<Port> outputs = ports_of(graph, graph.outputs, name, "output", "OUTPUT");
  ExampleCode code;
  code.ask = is_quantized(inputs.at(0).tensor)
                 ? "// From one end to the other: all numbers that the model's input knows.\n"
                 : "// Scale it as the training data were.\n";
  code.ask += "const float x = " + real_of_reading(inputs[0]) + ";\n";
  const auto size = [](const Port& port) { return size_of_tensor(port.tensor); };
  if (inputs.size() == 1 && outputs.size() == 1 && size(inputs[0]) == 1 && size(outputs[0]) == 1) {
    code.ask += fmt::format("const float y = {}::predict(x);\n", name);
    code.ask += print_of(print.first, "x") + print_of(print.next, "y") + print.end;
    return code;
  }

  std::string arguments;
  for (const std::vector<Port>* ports : {&inputs, &outputs}) {
    for (const Port& port : *ports) {
      code.globals += fmt::format("static {} {}[{}_SIZE];\n", c_type(port.tensor.dtype), port.variable, port.macro);
      arguments += port.variable + ", ";
    }
  }
  code.globals += fmt::format("static uint32_t arena[({}_ARENA_BYTES + 3) / 4];\n", name);
  for (const Port& input : inputs) {
    if (size(input) > 1) {
      code.includes = "#include <string.h>\n";
      code.ask += "// The model sees the last readings, the newest last.\n";
      code.ask += fmt::format("memmove({0}, {0} + 1, sizeof {0} - sizeof {0}[0]);\n", input.variable);
    }
    code.ask += fmt::format("{}[{}_SIZE - 1] = {};\n", input.variable, input.macro, number_of_reading(input, name));
  }
  code.ask += fmt::format("{}::invoke({}arena);\n", name, arguments) + print_of(print.first, "x");
  for (const Port& output : outputs) {
    code.ask += fmt::format("for (size_t i = 0; i < {}_SIZE; ++i) {{\n  const float y = {};\n{}}}\n", output.macro,
                            real_of_output(output, name), print_of(print.next, "y", "  "));
  }
  code.ask += print.end;
  return code;
}

}  // namespace

void set_example(Project& project, const PrintStatements& print) {
  const ExampleCode code = emit_example(project.graph(), project.name(), print);
  project.set("includes", code.includes);
  project.set("globals", code.globals.empty() ? "" : "\n" + code.globals);
  project.set("ask", code.ask);
}

}  // namespace kvant::exporting
