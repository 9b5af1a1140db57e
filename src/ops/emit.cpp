// SPDX-License-Identifier: Apache-2.0
// The text of constants.
#include "ops/emit.h"

#include <fmt/format.h>
#include <kvant/types/error.h>
#include <kvant_micro/core/arena_plan.h>

#include <array>
#include <cmath>

namespace kvant::ops {

std::string int32_literal(std::int32_t value) { return value == INT32_MIN ? "INT32_MIN" : std::to_string(value); }

std::string float_literal(float value) {
  if (!std::isfinite(value))
    return std::isnan(value) ? "__builtin_nanf(\"\")" : value < 0 ? "-__builtin_inff()" : "__builtin_inff()";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text + "f";
}

std::vector<std::string> to_texts(std::span<const std::int8_t> values) {
  std::vector<std::string> texts;
  for (const std::int8_t value : values) texts.push_back(std::to_string(value));
  return texts;
}
std::vector<std::string> to_texts(std::span<const std::int32_t> values) {
  std::vector<std::string> texts;
  for (const std::int32_t value : values) texts.push_back(int32_literal(value));
  return texts;
}
std::vector<std::string> to_texts(std::span<const float> values) {
  std::vector<std::string> texts;
  for (const float value : values) texts.push_back(float_literal(value));
  return texts;
}

std::string emit_struct(const std::string& name, std::span<const EmittedField> fields, const std::string& more) {
  std::string text = "struct " + name + " {\n";
  for (const EmittedField& field : fields) {
    text += fmt::format("  static constexpr {} {} = {};\n", field.type, field.name, field.value);
  }
  return text + more + "};\n";
}

EmittedField uint32_field(const char* name, std::uint32_t value) {
  return {"uint32_t", name, fmt::format("{}u", value)};
}
EmittedField int32_field(const char* name, std::int32_t value) { return {"int32_t", name, int32_literal(value)}; }
EmittedField activation_field(std::uint8_t activation) {
  static constexpr std::array names = {"none", "relu", "relu_n1_to_1", "relu6"};
  return {"kvant_micro::Activation", "activation",
          std::string("kvant_micro::Activation::") + names.at(static_cast<std::size_t>(activation))};
}

EmittedOperator emit_call(const EmitRequest& request, const std::string& kernel, std::span<const EmittedField> fields) {
  if (request.inputs.at(0).empty())
    throw Error(kernel, "generated code cannot have a constant as this operator's input");
  return emit_call(request, kernel, fields, request.inputs.at(0), {});
}
EmittedOperator emit_call(const EmitRequest& request, const std::string& kernel, std::span<const EmittedField> fields,
                          const std::string& operands, const std::string& definitions) {
  return {definitions + emit_struct(request.name, fields),
          fmt::format("kvant_micro::{}({}(), {}, {});", kernel, request.name, operands, request.outputs.at(0))};
}

std::span<const std::byte> bytes_at(const EmitRequest& request, std::uint32_t reference, std::size_t count) {
  const std::span<const std::byte> from = (reference & kvant_micro::in_model) != 0 ? request.model : request.arena;
  return from.subspan(reference & ~std::uint32_t{kvant_micro::in_model}, count);
}

std::string emit_array(const std::string& type, const std::string& name, std::span<const std::string> values) {
  std::string text = fmt::format("KVANT_CONSTANT const {} {}[{}] = {{", type, name, values.size());
  std::size_t column = 100;
  for (const std::string& value : values) {
    if (column + value.size() + 2 > 100) {
      text += "\n   ";
      column = 3;
    }
    text += " " + value + ",";
    column += value.size() + 2;
  }
  return text + "\n};\n";
}

}  // namespace kvant::ops
