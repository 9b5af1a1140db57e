// SPDX-License-Identifier: Apache-2.0
// Pairs operators by their order, and looks at their weights.
#include "verify/operator_pairs.h"

#include "ops/record.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace kvant::verify {
namespace {

std::string name_of(const graph::Node& node) {
  const ops::Record* record = ops::find_record(node.code);
  return record ? record->name.value : "operator of code " + std::to_string(node.code);
}

bool only_changes_type(const graph::Node& node) {
  const std::string name = name_of(node);
  return name == "QUANTIZE" || name == "DEQUANTIZE";
}

/// The constant that the record calls weights, or null.
const graph::Tensor* weights_of(const graph::Graph& graph, const graph::Node& node) {
  const ops::Record* record = ops::find_record(node.code);
  if (record == nullptr) return nullptr;
  const ops::QuantizationRule rule = record->quantization.value();
  for (std::size_t i = 0; i < std::min(rule.inputs.size(), node.inputs.size()); ++i) {
    if (rule.inputs[i] != ops::OperandRole::weights || node.inputs[i] == graph::no_tensor) continue;
    const graph::Tensor& tensor = graph.at(node.inputs[i]);
    return tensor.is_constant() && !tensor.shape.empty() ? &tensor : nullptr;
  }
  return nullptr;
}

}  // namespace

ShownGraph show_results(const graph::Graph& graph) {
  ShownGraph shown{graph, {}};
  shown.graph.signature.clear();
  shown.graph.outputs.clear();
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (only_changes_type(graph.nodes[i])) continue;
    shown.graph.outputs.push_back(graph.nodes[i].outputs.at(0));
    shown.nodes.push_back(i);
  }
  // The types of results that nobody asked for are not computed.
  while (!shown.graph.nodes.empty()) {
    const graph::TensorId last = shown.graph.nodes.back().outputs.at(0);
    if (shown.graph.is_output(last) || shown.graph.reader_count(last) > 0) break;
    shown.graph.nodes.pop_back();
  }
  return shown;
}

std::string find_mismatch(const ShownGraph& a, const ShownGraph& b) {
  if (a.nodes.size() != b.nodes.size()) {
    return std::to_string(a.nodes.size()) + " operators against " + std::to_string(b.nodes.size());
  }
  const auto size_of = [](const ShownGraph& shown, std::size_t i) {
    std::int64_t size = 1;
    for (std::int64_t length : shown.graph.at(shown.graph.outputs[i]).shape)
      size *= length == unknown_length ? 1 : length;
    return size;
  };
  for (std::size_t i = 0; i < a.nodes.size(); ++i) {
    const graph::Node &p = a.graph.nodes[a.nodes[i]], &q = b.graph.nodes[b.nodes[i]];
    const std::string place = "operator " + std::to_string(i) + ": ";
    if (p.code != q.code) return place + name_of(p) + " against " + name_of(q);
    if (size_of(a, i) == size_of(b, i)) continue;
    return place + std::to_string(size_of(a, i)) + " results against " + std::to_string(size_of(b, i));
  }
  return {};
}

double spread_of_channels(const graph::Graph& graph, const graph::Node& node) {
  const graph::Tensor* weights = weights_of(graph, node);
  if (weights == nullptr || weights->data->empty()) return 1;
  const ops::QuantizationRule rule = ops::find_record(node.code)->quantization.value();
  if (rule.weights_axis < 0 || static_cast<std::size_t>(rule.weights_axis) >= weights->shape.size()) return 1;
  const auto axis = static_cast<std::size_t>(rule.weights_axis);
  const auto channels = static_cast<std::size_t>(weights->shape[axis]);
  std::size_t inner = 1;
  for (std::size_t i = axis + 1; i < weights->shape.size(); ++i) inner *= static_cast<std::size_t>(weights->shape[i]);
  std::vector<double> largest(channels, 0);
  const Array real = weights->data->astype(DType::float32);
  const auto values = real.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t channel = i / inner % channels;
    const auto& scales = weights->quantization.scales;
    const float scale = scales.empty() ? 1.0f : scales[scales.size() == channels ? channel : 0];
    largest[channel] = std::max(largest[channel], static_cast<double>(std::fabs(values[i] * scale)));
  }
  std::erase(largest, 0.0);
  if (largest.empty()) return 1;
  const auto [low, high] = std::minmax_element(largest.begin(), largest.end());
  return *high / *low;
}

bool has_one_scale(const graph::Graph& graph, const graph::Node& node) {
  const graph::Tensor* weights = weights_of(graph, node);
  return weights != nullptr && weights->quantization.scales.size() == 1 && weights->shape[0] > 1;
}

}  // namespace kvant::verify
