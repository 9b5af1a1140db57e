// SPDX-License-Identifier: Apache-2.0
// The kernels that set-up chose, each once, and the model's inputs and outputs as numbers.
#include "export/operators_header.h"

#include "export/model_facts.h"

#include <kvant/types/error.h>

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <set>

namespace kvant::exporting {
namespace {

/// The functions of kvant_micro/operators.h, by their place in the chip's list of all operators.
constexpr auto operator_functions = std::to_array<const char*>({
#define KVANT_KERNEL(name, code, type) #name "_" #type,
#include <kvant_micro/kernels/operators.def>
});

std::set<std::uint32_t> kernels_of(const graph::Graph& graph, const inspect::ChipRun& chip) {
  std::set<std::uint32_t> kernels;
  for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
    std::uint32_t kernel = 0;
    chip.interpreter()->node_params(i, kernel);
    kernels.insert(kernel);
  }
  return kernels;
}

std::string emit_expected(const kvant_micro::TensorView& view) {
  return fmt::format("      {{static_cast<kvant_micro::TensorType>({}), {}u, 0x{:08x}u, {}}},\n",
                     static_cast<int>(view.facts.type), view.facts.bytes, view.scale_bits, view.zero_point);
}

std::string emit_tensors(const graph::Graph& graph, const inspect::ChipRun& chip) {
  std::string text;
  const auto add = [&](std::size_t count, bool inputs) {
    for (std::uint32_t i = 0; i < count; ++i) {
      kvant_micro::TensorView view;
      const auto status = inputs ? chip.interpreter()->input(i, view) : chip.interpreter()->output(i, view);
      if (status != kvant_micro::Status::ok) throw Error("export", "cannot read the model's inputs and outputs");
      text += emit_expected(view);
    }
  };
  add(graph.inputs.size(), true);
  add(graph.outputs.size(), false);
  return text;
}

}  // namespace

std::string emit_operators_header(const graph::Graph& graph, const inspect::ChipRun& chip, const std::string& name) {
  std::string list;
  const std::set<std::uint32_t> kernels = kernels_of(graph, chip);
  for (std::uint32_t kernel : kernels) list += fmt::format("      kvant_micro::{}(),\n", operator_functions.at(kernel));
  return fmt::format(R"({licence}// For kvant's interpreter: the operators of the model {name}. Made by kvant {version}.
#ifndef {name}_OPERATORS_H
#define {name}_OPERATORS_H

{include} "{name}.h"

{include} <kvant_micro/accept_model.h>
{include} <kvant_micro/operators.h>

namespace {name} {{

/// What the model uses; no other kernel is linked.
inline kvant_micro::OperatorList operators() {{
  static constexpr kvant_micro::Operator list[] = {{
{list}  }};
  const kvant_micro::OperatorList all = {{list, {count}}};
  return all;
}}

/// Whether a model that arrived later may take this one's place: whole, with the same inputs, outputs and scales, no
/// other operators, and an arena of {name}_ARENA_BYTES enough. It needs that many bytes of stack.
inline kvant_micro::Status accepts(const void *model, uint32_t model_bytes) {{
  alignas(16) uint8_t arena[{name}_ARENA_BYTES];
  static constexpr kvant_micro::ExpectedTensor tensors[] = {{
{tensors}  }};
  return kvant_micro::accept_model(model, model_bytes, operators(), tensors, {inputs}, {outputs}, arena, sizeof arena);
}}

}}  // namespace {name}

inline bool {name}_accepts(const void *model, uint32_t model_bytes) {{
  return {name}::accepts(model, model_bytes) == kvant_micro::Status::ok;
}}

#endif
)",
                     fmt::arg("licence", generated_licence), fmt::arg("name", name), fmt::arg("version", KVANT_VERSION),
                     fmt::arg("include", "#include"), fmt::arg("list", list), fmt::arg("count", kernels.size()),
                     fmt::arg("tensors", emit_tensors(graph, chip)), fmt::arg("inputs", graph.inputs.size()),
                     fmt::arg("outputs", graph.outputs.size()));
}

}  // namespace kvant::exporting
