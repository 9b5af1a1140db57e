// SPDX-License-Identifier: Apache-2.0
// TensorFlow's rules in its order: operators from first to last, and within one the fixed result, then the shared
// scale.
#include "quantize/choose_activations.h"

#include "ops/builtin_codes.h"
#include "ops/record.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>

namespace kvant::quantize {
namespace {

using graph::Graph;
using graph::Node;
using graph::Tensor;
using graph::TensorId;
using ops::OperandRole;

void set_parameters(Tensor& tensor, ActivationParameters chosen) {
  tensor.dtype = DType::int8;
  tensor.quantization = {.scales = {chosen.scale}, .zero_points = {chosen.zero_point}};
}

ActivationParameters parameters_of(const Tensor& tensor) {
  return {tensor.quantization.scales.at(0), static_cast<std::int32_t>(tensor.quantization.zero_points.at(0))};
}

class ActivationChooser {
 public:
  ActivationChooser(Graph& graph, const std::vector<Range>& ranges) : graph_(graph), ranges_(ranges) {}

  void run() {
    for (TensorId input : graph_.inputs) set_parameters(graph_.at(input), by_range(input));
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) quantize_node(i);
    graph_.nodes = std::move(nodes_);
  }

 private:
  ActivationParameters by_range(TensorId id) const {
    const Tensor& tensor = graph_.at(id);
    const Range range = ranges_.at(static_cast<std::size_t>(id));
    if (!std::isfinite(range.min) || !std::isfinite(range.max)) {
      throw Error(tensor.name, "has a range that is not finite: look for infinities in the representative data",
                  std::to_string(range.min) + " to " + std::to_string(range.max));
    }
    return choose_activation(range);
  }

  /// Operands that are numbers to compute with, beside weights and bias.
  std::vector<std::size_t> activations_of(const Node& node, const ops::QuantizationRule& rule) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i] == graph::no_tensor) continue;
      const OperandRole role = i < rule.inputs.size() ? rule.inputs[i] : OperandRole::activation;
      const Tensor& tensor = graph_.at(node.inputs[i]);
      const bool number = tensor.dtype == DType::float32 || (!tensor.is_constant() && tensor.dtype == DType::int8);
      if (role == OperandRole::activation && number) found.push_back(i);
    }
    return found;
  }

  void quantize_node(std::size_t index) {
    Node& node = graph_.nodes[index];
    const ops::QuantizationRule rule = ops::record_of(node).quantization.value();
    const std::vector<std::size_t> operands = activations_of(node, rule);
    const auto is_constant = [&](std::size_t i) { return graph_.at(node.inputs[i]).is_constant(); };
    const auto moving = std::count_if(operands.begin(), operands.end(), [&](std::size_t i) { return !is_constant(i); });
    for (TensorId output : node.outputs) {
      Tensor& tensor = graph_.at(output);
      if (tensor.dtype != DType::float32) continue;
      if (rule.fixed_output.scale > 0.0f)
        set_parameters(tensor, {rule.fixed_output.scale, rule.fixed_output.zero_point});
      else if (rule.same_scale && moving == 1 && !operands.empty())
        set_parameters(tensor, parameters_of(graph_.at(node.inputs[operands.front()])));
      else
        set_parameters(tensor, by_range(output));
    }
    for (std::size_t i : operands) {
      if (is_constant(i))
        node.inputs[i] = quantized_constant(node, node.inputs[i], rule.same_scale);
      else if (rule.same_scale && moving > 1)
        share_scale(node, i);
    }
    nodes_.push_back(node);
  }

  TensorId quantized_constant(const Node& node, TensorId id, bool same_scale) {
    Tensor tensor = graph_.at(id);
    const auto numbers = std::as_const(*tensor.data).values<float>();
    ActivationParameters chosen = choose_constant(numbers);
    if (same_scale) chosen = parameters_of(graph_.at(node.outputs.at(0)));
    auto codes = std::make_shared<Array>(DType::int8, tensor.data->shape());
    for (std::size_t i = 0; i < numbers.size(); ++i)
      codes->values<std::int8_t>()[i] = quantize_constant(numbers[i], chosen);
    tensor.data = std::move(codes);
    set_parameters(tensor, chosen);
    return graph_.add(std::move(tensor));
  }

  /// The operand takes the result's scale: from the operator that makes it, which must give it to nobody else, or by a
  /// QUANTIZE of its own.
  void share_scale(Node& node, std::size_t i) {
    const TensorId id = node.inputs[i];
    const ActivationParameters wanted = parameters_of(graph_.at(node.outputs.at(0)));
    const ActivationParameters given = parameters_of(graph_.at(id));
    if (given.scale == wanted.scale && given.zero_point == wanted.zero_point) return;
    if (is_free(id)) return set_parameters(graph_.at(id), wanted);
    Tensor tensor = graph_.at(id);
    tensor.name += "_requantized";
    set_parameters(tensor, wanted);
    const TensorId fresh = graph_.add(std::move(tensor));
    nodes_.push_back({.code = ops::quantize_code, .inputs = {id}, .outputs = {fresh}, .layer = node.layer});
    node.inputs[i] = fresh;
  }

  bool is_free(TensorId id) const {
    if (graph_.reader_count(id) != 1 || graph_.is_output(id)) return false;
    for (const Node& node : nodes_) {
      if (std::find(node.outputs.begin(), node.outputs.end(), id) == node.outputs.end()) continue;
      const ops::QuantizationRule rule = ops::record_of(node).quantization.value();
      return rule.fixed_output.scale == 0.0f && !rule.same_scale;
    }
    return false;  // an input of the graph
  }

  Graph& graph_;
  const std::vector<Range>& ranges_;
  std::vector<Node> nodes_;  ///< those that are done
};

}  // namespace

void choose_activations(Graph& graph, const std::vector<Range>& ranges) { ActivationChooser(graph, ranges).run(); }

}  // namespace kvant::quantize
