// SPDX-License-Identifier: Apache-2.0
// Counting and naming what stands in a graph.
#include "inspect/describe_model.h"

#include "kvant_schema/tflite_generated.h"
#include "ops/record.h"

#include <kvant/types/error.h>

#include <array>

namespace kvant::inspect {

std::string name_of_operator(const graph::Node& node) {
  const ops::Record* record = ops::find_record(node.code);
  if (record != nullptr) return record->name.value;
  const std::string name = tflite::EnumNameBuiltinOperator(static_cast<tflite::BuiltinOperator>(node.code));
  if (name.empty()) return "builtin " + std::to_string(node.code);
  return node.custom_code.empty() ? name : name + " " + node.custom_code;
}

std::string fused_activation_of(const graph::Node& node) {
  static constexpr std::array names = {"", "relu", "relu_n1_to_1", "relu6"};
  const ops::Record* record = ops::find_record(node.code);
  if (record == nullptr || record->fused_activation == nullptr) return {};
  const std::uint8_t activation = record->fused_activation(node);
  return activation < names.size() ? names[activation] : "activation " + std::to_string(activation);
}

std::int64_t count_multiply_accumulates(const graph::Graph& graph, const graph::Node& node) {
  const ops::Record* record = ops::find_record(node.code);
  if (record == nullptr) return 0;
  try {
    return record->cost.value(graph, node).multiply_accumulates;
  } catch (const std::exception&) {
    return 0;  // a damaged model is still described
  }
}

std::int64_t count_weight_bytes(const graph::Graph& graph) {
  std::int64_t bytes = 0;
  for (const graph::Tensor& tensor : graph.tensors) {
    if (tensor.is_constant()) bytes += static_cast<std::int64_t>(tensor.data->bytes().size());
  }
  return bytes;
}

}  // namespace kvant::inspect
