// SPDX-License-Identifier: Apache-2.0
// Full int8 quantisation: activations by their ranges, weights and biases by the rule in each operator's record.
#include "quantize/quantize_int8.h"

#include "ops/builtin_codes.h"
#include "ops/record.h"
#include "quantize/choose_activations.h"
#include "quantize/interface_types.h"

#include <kvant/types/error.h>

#include <cmath>

namespace kvant::quantize {
namespace {

using graph::Graph;
using graph::no_tensor;
using graph::Node;
using graph::Tensor;
using graph::TensorId;
using ops::OperandRole;

OperandRole role_of(const ops::QuantizationRule& rule, std::size_t operand) {
  return operand < rule.inputs.size() ? rule.inputs[operand] : OperandRole::activation;
}

/// The float numbers of a layer's weights and bias, and the scales chosen for them.
class LayerConstants {
 public:
  LayerConstants(Graph& graph, Node& node, const ops::QuantizationRule& rule, bool per_channel)
      : graph_(graph), node_(node), per_channel_(per_channel) {
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i] == no_tensor) continue;
      if (role_of(rule, i) == OperandRole::weights) weights_ = node.inputs[i];
      if (role_of(rule, i) == OperandRole::bias) bias_ = node.inputs[i];
    }
    if (weights_ == no_tensor) return;
    const Tensor& tensor = graph.at(weights_);
    if (!tensor.is_constant()) throw Error(node.layer, "weights must be constant to be quantised", tensor.name);
    const auto axis = static_cast<std::size_t>(per_channel ? rule.weights_axis : 0);
    axis_ = rule.weights_axis;
    slices_ = static_cast<std::size_t>(tensor.shape.at(axis));
    for (std::size_t i = axis + 1; i < tensor.shape.size(); ++i) inner_ *= static_cast<std::size_t>(tensor.shape[i]);
  }

  void quantize() {
    if (weights_ == no_tensor) return;
    input_scale_ = graph_.at(node_.inputs.at(0)).quantization.scales.at(0);
    choose_scales();
    write_weights();
    if (bias_ != no_tensor) write_bias();
  }

 private:
  std::span<const float> weights() const { return std::as_const(*graph_.at(weights_).data).values<float>(); }
  std::span<const float> biases() const { return std::as_const(*graph_.at(bias_).data).values<float>(); }

  /// Where number i of a channel stands.
  std::size_t place(std::size_t channel, std::size_t i) const {
    return (i / inner_ * slices_ + channel) * inner_ + i % inner_;
  }
  std::vector<float> slice(std::span<const float> all, std::size_t channel) const {
    std::vector<float> numbers(slices_ == 0 ? 0 : all.size() / slices_);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = all[place(channel, i)];
    return numbers;
  }

  void choose_scales() {
    const auto all = weights();
    if (per_channel_) {
      for (std::size_t c = 0; c < slices_; ++c) {
        weight_scales_.push_back(choose_weight_scale(slice(all, c)));
      }
    } else {
      weight_scales_.push_back(choose_weight_scale(all));
    }
    for (float scale : weight_scales_) bias_scales_.push_back(choose_bias_scale(input_scale_, scale));
    if (bias_ == no_tensor) return;
    for (std::size_t c = 0; c < biases().size(); ++c) {
      const std::size_t s = per_channel_ ? c : 0;
      if (!bias_overflows(biases()[c], bias_scales_[s])) continue;
      const WidenedScales widened = widen_for_bias(biases()[c], input_scale_);
      bias_scales_[s] = widened.bias_scale;
      weight_scales_[s] = widened.weight_scale;
    }
  }

  void write_weights() {
    auto quantized = std::make_shared<Array>(DType::int8, graph_.at(weights_).shape);
    const auto all = weights();
    const auto result = quantized->values<std::int8_t>();
    if (per_channel_) {
      for (std::size_t c = 0; c < slices_; ++c) {
        const std::vector<float> numbers = slice(all, c);
        std::vector<std::int8_t> codes(numbers.size());
        quantize_weights_per_channel(numbers, weight_scales_[c], codes);
        for (std::size_t i = 0; i < codes.size(); ++i) result[place(c, i)] = codes[i];
      }
    } else {
      quantize_weights_per_tensor(all, weight_scales_[0], result);
    }
    replace(weights_, std::move(quantized), DType::int8, weight_scales_, per_channel_ ? axis_ : 0);
  }

  void write_bias() {
    auto quantized = std::make_shared<Array>(DType::int32, graph_.at(bias_).shape);
    const auto result = quantized->values<std::int32_t>();
    for (std::size_t c = 0; c < result.size(); ++c) {
      result[c] = quantize_bias(biases()[c], bias_scales_[per_channel_ ? c : 0]);
    }
    replace(bias_, std::move(quantized), DType::int32, bias_scales_, 0);
  }

  /// The float tensor may be shared with another layer or with the model, so the node gets one of its own.
  void replace(TensorId id, std::shared_ptr<Array> data, DType dtype, const std::vector<float>& scales,
               std::int32_t axis) {
    Tensor tensor = graph_.at(id);
    tensor.dtype = dtype;
    tensor.data = std::move(data);
    tensor.quantization = {.scales = scales, .zero_points = std::vector<std::int64_t>(scales.size(), 0), .axis = axis};
    const TensorId fresh = graph_.add(std::move(tensor));
    for (TensorId& input : node_.inputs) {
      if (input == id) input = fresh;
    }
  }

  Graph& graph_;
  Node& node_;
  bool per_channel_;
  TensorId weights_ = no_tensor;
  TensorId bias_ = no_tensor;
  std::int32_t axis_ = 0;   ///< of the channels
  std::size_t slices_ = 0;  ///< channels
  std::size_t inner_ = 1;   ///< numbers of one channel that stand together
  float input_scale_ = 0.0f;
  std::vector<float> weight_scales_;
  std::vector<float> bias_scales_;
};

}  // namespace

graph::Graph quantize_int8(const Graph& original, const std::vector<Range>& ranges, const Int8Options& options) {
  Graph graph = original;
  choose_activations(graph, ranges);
  for (Node& node : graph.nodes) {
    if (node.code == ops::quantize_code) continue;  // made by choose_activations
    const ops::Record& record = ops::record_of(node);
    const ops::QuantizationRule rule = record.quantization.value();
    if (!rule.supported) throw Error(node.layer, "cannot be quantised to int8", record.name.value);
    const bool per_channel = rule.weights_axis >= 0 && !(rule.dense && options.per_tensor_dense);
    LayerConstants(graph, node, rule, per_channel).quantize();
  }
  set_input_type(graph, options.input_type);
  set_output_type(graph, options.output_type);
  graph::drop_unused_tensors(graph);
  return graph;
}

}  // namespace kvant::quantize
