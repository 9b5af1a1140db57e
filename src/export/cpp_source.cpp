// SPDX-License-Identifier: Apache-2.0
// One constant struct and one call for each operator, around the kernels of micro/.
#include "export/cpp_source.h"

#include "export/kernels_header.h"
#include "export/model_facts.h"
#include "inspect/chip_run.h"
#include "inspect/describe_model.h"
#include "inspect/portability.h"
#include "memory/memory_plan.h"
#include "ops/record.h"

#include <kvant/types/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <string_view>

namespace kvant::exporting {
namespace {

/// A kernel by its place in the chip's list of all operators.
struct KernelName {
  const char* file;
  const char* type;
};
constexpr auto kernel_names = std::to_array<KernelName>({
#define KVANT_KERNEL(name, code, type) {#name, #type},
#include <kvant_micro/kernels/operators.def>
});

ops::KernelEmitter emitter_of(const graph::Node& node, const KernelName& kernel, const std::string& model_name) {
  for (const ops::KernelEmitter& emitter : ops::record_of(node).emitters) {
    if (std::string_view(emitter.name) == kernel.type) return emitter;
  }
  throw Error(model_name, "has an operator without a generated form", inspect::name_of_operator(node));
}

/// The best plan of the activations between inputs and outputs; those lie with the caller.
memory::MemoryPlan plan_arena(const graph::Graph& graph) {
  return memory::plan_memory(graph, {.alignment = kvant_micro::activation_alignment, .with_ends = false});
}

/// What the arena's address must be a multiple of: the largest element that lies there.
std::size_t alignment_of(const graph::Graph& graph, const memory::MemoryPlan& plan) {
  std::size_t alignment = 1;
  for (const memory::Life& life : plan.lives) alignment = std::max(alignment, size_of(graph.at(life.tensor).dtype));
  return alignment;
}

/// "const int8_t* input, int8_t* output, uint8_t* arena" and the like; the names alone without types.
std::string parameters_of(const graph::Graph& graph, bool types) {
  std::string text;
  const auto add = [&](const std::vector<graph::TensorId>& ids, const std::string& which, const char* qualifier) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (types) text += fmt::format("{}{} *", qualifier, c_type(graph.at(ids[i]).dtype));
      text += which + (ids.size() == 1 ? "" : std::to_string(i)) + ", ";
    }
  };
  add(graph.inputs, "input", "const ");
  add(graph.outputs, "output", "");
  return text;
}

/// The C++ pointer to an operand.
std::string pointer_to(const graph::Graph& graph, graph::TensorId id) {
  if (id == graph::no_tensor || graph.at(id).is_constant()) return {};
  const auto place = [&](const std::vector<graph::TensorId>& ids, const std::string& which) {
    const auto found = std::find(ids.begin(), ids.end(), id);
    if (found == ids.end()) return std::string();
    return which + (ids.size() == 1 ? "" : std::to_string(found - ids.begin()));
  };
  if (const std::string output = place(graph.outputs, "output"); !output.empty()) return output;
  if (const std::string input = place(graph.inputs, "input"); !input.empty()) return input;
  return "tensor_" + std::to_string(id);
}

/// "int8_t *const tensor_7 = tensor_at<int8_t>(arena + 16);"
std::string emit_pointer(const graph::Graph& graph, const memory::MemoryPlan& plan, graph::TensorId id) {
  return fmt::format("  {0} *const tensor_{1} = tensor_at<{0}>(arena + {2});\n", c_type(graph.at(id).dtype), id,
                     plan.offset_of(id));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

struct Body {
  std::string constants, pointers, calls;
  std::vector<std::string> kernels;
};

Body emit_body(const graph::Graph& graph, std::span<const std::byte> model, const std::string& model_name,
               const inspect::ChipRun& chip, const memory::MemoryPlan& plan) {
  Body body;
  for (const std::size_t i : plan.order) {
    const graph::Node& node = graph.nodes[i];
    std::uint32_t place = 0;
    ops::EmitRequest request;
    request.params = chip.interpreter()->node_params(static_cast<std::uint32_t>(i), place);
    request.model = model;
    request.arena = chip.arena();
    request.name = lower(inspect::name_of_operator(node)) + "_" + std::to_string(i);
    for (graph::TensorId id : node.inputs) request.inputs.push_back(pointer_to(graph, id));
    for (graph::TensorId id : node.outputs) {
      request.outputs.push_back(pointer_to(graph, id));
      if (request.outputs.back().starts_with("tensor_")) body.pointers += emit_pointer(graph, plan, id);
    }
    const KernelName& kernel = kernel_names.at(place);
    const ops::EmittedOperator emitted = emitter_of(node, kernel, model_name).emit(request);
    body.constants += fmt::format("// Operator {}: {}\n{}\n", i, inspect::name_of_operator(node), emitted.constants);
    body.calls += "  " + emitted.call + "\n";
    if (std::find(body.kernels.begin(), body.kernels.end(), kernel.file) == body.kernels.end())
      body.kernels.emplace_back(kernel.file);
  }
  return body;
}

/// Whether two pointers of one type stand side by side among the parameters; checkers warn of that.
bool has_equal_neighbours(const graph::Graph& graph) {
  const bool bytes = graph.at(graph.outputs.back()).dtype == DType::uint8;  // as the arena
  return graph.inputs.size() > 1 || graph.outputs.size() > 1 || bytes;
}

/// For all pointers into the arena.
constexpr char tensor_at[] = R"(template <class T>
inline T *tensor_at(uint8_t *place) {
  void *const memory = place;
  return static_cast<T *>(memory);
}

)";

std::string emit_source(const graph::Graph& graph, const std::string& name, const Body& body) {
  return fmt::format(R"({0}// The model {1} as code. Made by kvant {2}.
{8} "{1}.h"
{8} "{1}_kernels.h"

// A layer may have a constant that its kernel does not read for this type.
#if defined(__clang__)
#pragma clang diagnostic ignored "-Wunused-const-variable"
#endif

namespace {{

{3}{10}}}  // namespace

{9}extern "C" void {1}_invoke({4}uint8_t *arena) {{
{5}{6}{7}}}
)",
                     generated_licence, name, KVANT_VERSION, body.constants, parameters_of(graph, true),
                     body.pointers.empty() ? "  (void)arena;\n" : "", body.pointers, body.calls, "#include",
                     has_equal_neighbours(graph) ? "// NOLINTNEXTLINE(bugprone-easily-swappable-parameters)\n" : "",
                     body.pointers.empty() ? "" : tensor_at);
}

/// predict(): for one real number in and one out.
std::string emit_predict(const graph::Graph& graph, const std::string& name) {
  if (graph.inputs.size() != 1 || graph.outputs.size() != 1) return {};
  const graph::Tensor &input = graph.at(graph.inputs[0]), &output = graph.at(graph.outputs[0]);
  if (size_of_tensor(input) != 1 || size_of_tensor(output) != 1) return {};
  return fmt::format(R"(
/// The model's answer to one real number, with an arena on the stack.
inline float predict(float value) {{
  alignas({0}_ARENA_ALIGNMENT) uint8_t arena[{0}_ARENA_BYTES];
  const {1} input = {2};
  {3} output = 0;
  {0}_invoke(&input, &output, arena);
  return {4};
}}
)",
                     name, c_type(input.dtype), is_quantized(input) ? name + "_quantize(value)" : "value",
                     c_type(output.dtype), is_quantized(output) ? name + "_dequantize(output)" : "output");
}

std::string emit_header(const graph::Graph& graph, std::span<const std::byte> model, const std::string& name,
                        const memory::MemoryPlan& plan) {
  return fmt::format(
      R"({licence}// The model {name} as code, and what firmware needs to know of it. Made by kvant {version}.
#ifndef {name}_MODEL_H
#define {name}_MODEL_H

#include <stddef.h>
#include <stdint.h>

{facts}/* Working memory of one call, and how it must be aligned. Nothing is kept there between calls. */
#define {name}_ARENA_BYTES {bytes}
#define {name}_ARENA_ALIGNMENT {alignment}
#define {name}_MODEL_ID 0x{id:08x}u

#ifdef __cplusplus
extern "C" {{
#endif

/* Runs the model. Re-entrant: each call with an arena of its own. */
void {name}_invoke({parameters}uint8_t *arena);

#ifdef __cplusplus
}}
#endif
{conversions}
#ifdef __cplusplus
namespace {name} {{

/// Runs the model in an arena whose size and alignment are checked by the compiler: uint8_t or, for float, uint32_t.
template <class Word, size_t N>
inline void invoke({parameters}Word (&arena)[N]) {{
  static_assert(sizeof arena >= {name}_ARENA_BYTES, "the arena must have {name}_ARENA_BYTES");
  static_assert(alignof(Word) >= {name}_ARENA_ALIGNMENT, "the arena's elements must be aligned to {name}_ARENA_ALIGNMENT");
  {name}_invoke({names}reinterpret_cast<uint8_t *>(arena));
}}
{predict}
}}  // namespace {name}
#endif

#endif
)",
      fmt::arg("licence", generated_licence), fmt::arg("name", name), fmt::arg("version", KVANT_VERSION),
      fmt::arg("facts", emit_tensor_facts(graph, name)), fmt::arg("bytes", std::max<std::int64_t>(plan.bytes, 1)),
      fmt::arg("alignment", alignment_of(graph, plan)), fmt::arg("id", model_id(model)),
      fmt::arg("parameters", parameters_of(graph, true)), fmt::arg("names", parameters_of(graph, false)),
      fmt::arg("conversions", emit_conversions(graph, name)), fmt::arg("predict", emit_predict(graph, name)));
}

void check_io(const graph::Graph& graph, const std::string& model_name) {
  for (graph::TensorId id : graph.inputs) {
    if (graph.is_output(id)) throw Error(model_name, "gives an input back as an output; generated code cannot");
  }
}

}  // namespace

CppSource emit_cpp(const graph::Graph& graph, std::span<const std::byte> model, const std::string& model_name,
                   const std::string& name) {
  check_io(graph, model_name);
  inspect::ChipRun chip(model);
  const kvant_micro::Status status = chip.allocate();
  if (status != kvant_micro::Status::ok) throw Error(model_name, inspect::reason_of(status, graph));
  const memory::MemoryPlan plan = plan_arena(graph);
  const Body body = emit_body(graph, model, model_name, chip, plan);
  return {emit_header(graph, model, name, plan), emit_source(graph, name, body),
          emit_kernels_header(body.kernels, name), static_cast<std::size_t>(plan.bytes)};
}

}  // namespace kvant::exporting
