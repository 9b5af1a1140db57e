// SPDX-License-Identifier: Apache-2.0
// Tables and rules of what runs where.
#include "inspect/portability.h"

#include "inspect/describe_model.h"
#include "inspect/status_sentence.h"
#include "kvant_schema/tflite_generated.h"
#include "ops/record.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace kvant::inspect {
namespace {

/// Operators that TensorFlow Lite Micro has a kernel for; sorted.
constexpr std::array tflm_operators = std::to_array<std::string_view>({"ABS",
                                                                       "ADD",
                                                                       "ADD_N",
                                                                       "ARG_MAX",
                                                                       "ARG_MIN",
                                                                       "ASSIGN_VARIABLE",
                                                                       "AVERAGE_POOL_2D",
                                                                       "BATCH_MATMUL",
                                                                       "BATCH_TO_SPACE_ND",
                                                                       "BROADCAST_ARGS",
                                                                       "BROADCAST_TO",
                                                                       "CALL_ONCE",
                                                                       "CAST",
                                                                       "CEIL",
                                                                       "CONCATENATION",
                                                                       "CONV_2D",
                                                                       "COS",
                                                                       "CUMSUM",
                                                                       "DEPTHWISE_CONV_2D",
                                                                       "DEPTH_TO_SPACE",
                                                                       "DEQUANTIZE",
                                                                       "DIV",
                                                                       "ELU",
                                                                       "EMBEDDING_LOOKUP",
                                                                       "EQUAL",
                                                                       "EXP",
                                                                       "EXPAND_DIMS",
                                                                       "FILL",
                                                                       "FLOOR",
                                                                       "FLOOR_DIV",
                                                                       "FLOOR_MOD",
                                                                       "FULLY_CONNECTED",
                                                                       "GATHER",
                                                                       "GATHER_ND",
                                                                       "GREATER",
                                                                       "GREATER_EQUAL",
                                                                       "HARD_SWISH",
                                                                       "IF",
                                                                       "L2_NORMALIZATION",
                                                                       "L2_POOL_2D",
                                                                       "LEAKY_RELU",
                                                                       "LESS",
                                                                       "LESS_EQUAL",
                                                                       "LOG",
                                                                       "LOGICAL_AND",
                                                                       "LOGICAL_NOT",
                                                                       "LOGICAL_OR",
                                                                       "LOGISTIC",
                                                                       "LOG_SOFTMAX",
                                                                       "MAXIMUM",
                                                                       "MAX_POOL_2D",
                                                                       "MEAN",
                                                                       "MINIMUM",
                                                                       "MIRROR_PAD",
                                                                       "MUL",
                                                                       "NEG",
                                                                       "NOT_EQUAL",
                                                                       "PACK",
                                                                       "PAD",
                                                                       "PADV2",
                                                                       "PRELU",
                                                                       "QUANTIZE",
                                                                       "READ_VARIABLE",
                                                                       "REDUCE_MAX",
                                                                       "RELU",
                                                                       "RELU6",
                                                                       "RESHAPE",
                                                                       "RESIZE_BILINEAR",
                                                                       "RESIZE_NEAREST_NEIGHBOR",
                                                                       "REVERSE_V2",
                                                                       "ROUND",
                                                                       "RSQRT",
                                                                       "SELECT_V2",
                                                                       "SHAPE",
                                                                       "SIN",
                                                                       "SLICE",
                                                                       "SOFTMAX",
                                                                       "SPACE_TO_BATCH_ND",
                                                                       "SPACE_TO_DEPTH",
                                                                       "SPLIT",
                                                                       "SPLIT_V",
                                                                       "SQRT",
                                                                       "SQUARE",
                                                                       "SQUARED_DIFFERENCE",
                                                                       "SQUEEZE",
                                                                       "STRIDED_SLICE",
                                                                       "SUB",
                                                                       "SUM",
                                                                       "SVDF",
                                                                       "TANH",
                                                                       "TRANSPOSE",
                                                                       "TRANSPOSE_CONV",
                                                                       "UNIDIRECTIONAL_SEQUENCE_LSTM",
                                                                       "UNPACK",
                                                                       "VAR_HANDLE",
                                                                       "WHILE",
                                                                       "ZEROS_LIKE"});
static_assert(std::is_sorted(tflm_operators.begin(), tflm_operators.end()));

constexpr std::int32_t custom_code = 32;  // brings its own kernel, wherever it runs

bool has_kernel_here(const graph::Node& node) { return ops::find_record(node.code) != nullptr; }
bool has_kernel_in_tflm(const graph::Node& node) {
  return node.code == custom_code ||
         std::binary_search(tflm_operators.begin(), tflm_operators.end(), name_of_operator(node));
}

/// "CONV_2D, RESHAPE": each once, in the order of the model.
template <class Holds>
std::string names_without(const graph::Graph& graph, Holds has_kernel) {
  std::vector<std::string> names;
  for (const graph::Node& node : graph.nodes) {
    const std::string name = name_of_operator(node);
    if (!has_kernel(node) && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

/// Float activations and integer weights: dynamic range.
bool is_hybrid(const graph::Graph& graph, const graph::Node& node) {
  if (node.inputs.size() < 2 || node.inputs[0] == graph::no_tensor || node.inputs[1] == graph::no_tensor) return false;
  const graph::Tensor &first = graph.at(node.inputs[0]), &second = graph.at(node.inputs[1]);
  return first.dtype == DType::float32 && !first.is_constant() && second.is_constant() && second.dtype == DType::int8 &&
         second.quantization.present();
}

bool has_scale_for_each_output(const graph::Graph& graph, const graph::Node& node) {
  const ops::Record* record = ops::find_record(node.code);
  if (record == nullptr || !record->quantization.value().dense || node.inputs.size() < 2) return false;
  return node.inputs[1] != graph::no_tensor && graph.at(node.inputs[1]).quantization.scales.size() > 1;
}

std::size_t count_further_subgraphs(const graph::Graph& graph) {
  if (graph.file == nullptr) return 0;
  const auto* subgraphs = tflite::GetModel(graph.file->data())->subgraphs();
  return subgraphs == nullptr ? 0 : subgraphs->size() - 1;
}

}  // namespace

std::string reason_of(kvant_micro::Status status, const graph::Graph& graph) {
  const std::string missing = names_without(graph, has_kernel_here);
  if (status != kvant_micro::Status::unsupported_operator || missing.empty()) return sentence_of(status);
  return "needs operators that kvant does not have: " + missing;
}

std::string dense_remark(const graph::Graph& graph) {
  const bool any = std::any_of(graph.nodes.begin(), graph.nodes.end(),
                               [&](const graph::Node& node) { return has_scale_for_each_output(graph, node); });
  if (!any) return {};
  return "the Dense weights have a scale for each output; device libraries made before 2024 read them wrongly and say "
         "nothing (convert with --per-tensor-dense for those)";
}

std::vector<std::string> portability_remarks(const graph::Graph& graph) {
  std::vector<std::string> remarks;
  const std::size_t further = count_further_subgraphs(graph);
  if (further != 0)
    remarks.push_back("holds " + std::to_string(further) +
                      " more subgraphs, which its operators run; here is the first, the others are kept");
  const std::string here = names_without(graph, has_kernel_here), tflm = names_without(graph, has_kernel_in_tflm);
  if (!here.empty()) remarks.push_back("kvant's interpreter has no kernel for " + here);
  if (!tflm.empty()) remarks.push_back("TensorFlow Lite Micro has no kernel for " + tflm);
  if (std::any_of(graph.nodes.begin(), graph.nodes.end(),
                  [&](const graph::Node& node) { return is_hybrid(graph, node); })) {
    remarks.push_back(
        "float32 activations meet int8 weights (dynamic range); microcontrollers run that neither with kvant nor with "
        "TensorFlow Lite Micro");
  }
  if (const std::string dense = dense_remark(graph); !dense.empty()) remarks.push_back(dense);
  return remarks;
}

}  // namespace kvant::inspect
