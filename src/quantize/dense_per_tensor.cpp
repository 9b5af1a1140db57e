// SPDX-License-Identifier: Apache-2.0
// Requantising Dense weights.
#include "quantize/dense_per_tensor.h"

#include "ops/record.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace kvant::quantize {
namespace {

constexpr double most_weight = 127.0;
constexpr double most_bias = 1 << 30;

bool has_scale_for_each_output(const graph::Graph& graph, const graph::Node& node) {
  const ops::Record* record = ops::find_record(node.code);
  if (record == nullptr || !record->quantization.value().dense || node.inputs.size() < 2) return false;
  if (node.inputs[0] == graph::no_tensor || node.inputs[1] == graph::no_tensor) return false;
  return graph.at(node.inputs[1]).dtype == DType::int8 && graph.at(node.inputs[1]).quantization.scales.size() > 1;
}

/// Constant numbers of this type, a row for each scale.
template <class T>
std::span<const T> numbers_of(const graph::Tensor& tensor, DType dtype, std::size_t rows) {
  const auto& quantization = tensor.quantization;
  const bool sound = tensor.is_constant() && tensor.dtype == dtype && !tensor.shape.empty() &&
                     tensor.shape[0] == static_cast<std::int64_t>(rows) && tensor.data->dtype() == dtype;
  const bool symmetric = std::all_of(quantization.zero_points.begin(), quantization.zero_points.end(),
                                     [](std::int64_t zero_point) { return zero_point == 0; });
  if (!sound || !symmetric || quantization.axis != 0 || quantization.scales.size() != rows)
    throw Error(tensor.name,
                "must be constant, with a scale for each output and zero points of 0, to be made per tensor");
  return std::as_const(*tensor.data).values<T>();
}

graph::TensorId add_requantized(graph::Graph& graph, graph::TensorId id, std::shared_ptr<Array> data, float scale) {
  graph::Tensor tensor = graph.at(id);
  tensor.data = std::move(data);
  tensor.quantization = {.scales = {scale}, .zero_points = {0}, .axis = 0};
  return graph.add(std::move(tensor));
}

void make_per_tensor(graph::Graph& graph, graph::Node& node) {
  const graph::Tensor& weights = graph.at(node.inputs[1]);
  const std::vector<float> scales = weights.quantization.scales;
  const auto q = numbers_of<std::int8_t>(weights, DType::int8, scales.size());
  const std::size_t row = q.size() / scales.size();
  const auto& input = graph.at(node.inputs[0]).quantization;
  if (input.scales.size() != 1) throw Error(graph.at(node.inputs[0]).name, "must be quantised with one scale");
  const auto input_scale = static_cast<double>(input.scales[0]);

  double largest = 0.0;
  for (std::size_t i = 0; i < q.size(); ++i)
    largest = std::max(largest, std::fabs(static_cast<double>(q[i]) * static_cast<double>(scales[i / row])));
  double scale = largest / most_weight;
  std::vector<double> biases;
  const bool has_bias = node.inputs.size() > 2 && node.inputs[2] != graph::no_tensor;
  if (has_bias) {
    const graph::Tensor& bias = graph.at(node.inputs[2]);
    const auto numbers = numbers_of<std::int32_t>(bias, DType::int32, scales.size());
    for (std::size_t o = 0; o < numbers.size(); ++o) {
      biases.push_back(static_cast<double>(numbers[o]) * static_cast<double>(bias.quantization.scales[o]));
      scale = std::max(scale, std::fabs(biases.back()) / (input_scale * most_bias));
    }
  }
  const float rounded = scale > 0.0 ? static_cast<float>(scale) : scales[0];
  if (!std::isnormal(rounded)) throw Error(weights.name, "has scales that cannot be made one");

  auto data = std::make_shared<Array>(DType::int8, weights.shape);
  const auto result = data->values<std::int8_t>();
  for (std::size_t i = 0; i < q.size(); ++i) {
    const double value =
        static_cast<double>(q[i]) * static_cast<double>(scales[i / row]) / static_cast<double>(rounded);
    result[i] = static_cast<std::int8_t>(std::clamp(std::round(value), -most_weight, most_weight));
  }
  node.inputs[1] = add_requantized(graph, node.inputs[1], std::move(data), rounded);
  if (!has_bias) return;
  const auto bias_scale = static_cast<float>(input_scale * static_cast<double>(rounded));
  auto sums = std::make_shared<Array>(DType::int32, graph.at(node.inputs[2]).shape);
  for (std::size_t o = 0; o < biases.size(); ++o)
    sums->values<std::int32_t>()[o] =
        static_cast<std::int32_t>(std::round(biases[o] / static_cast<double>(bias_scale)));
  node.inputs[2] = add_requantized(graph, node.inputs[2], std::move(sums), bias_scale);
}

}  // namespace

void make_dense_per_tensor(graph::Graph& graph) {
  for (graph::Node& node : graph.nodes) {
    if (has_scale_for_each_output(graph, node)) make_per_tensor(graph, node);
  }
  graph::drop_unused_tensors(graph);
}

}  // namespace kvant::quantize
