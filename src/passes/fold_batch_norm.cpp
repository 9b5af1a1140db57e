// SPDX-License-Identifier: Apache-2.0
// Batch normalization as a finished model has it, y = x m + o with m = gamma / sqrt(variance + epsilon) and
// o = beta - mean m: folded into the weights of the operator before it, else into those of a Dense behind it, else a
// MUL and an ADD. Each step is rounded to float32 in TensorFlow's order; its reciprocal root is one of the machine's,
// ours is 1 / sqrt (docs/numerics.md).
#include "kvant_schema/tflite_options_generated.h"
#include "ops/builtin_codes.h"
#include "ops/record.h"
#include "passes/compensated_product.h"
#include "passes/linear_layer.h"
#include "passes/passes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kvant::passes {
namespace {

using graph::TensorId;

/// m and o of each channel.
struct Factors {
  std::vector<float> scale, offset;
};
Factors factors_of(const graph::Graph& graph, const graph::Node& node) {
  const float epsilon = std::get<graph::BatchNormalizationOptions>(node.training_options).epsilon;
  const auto mean = numbers_of(graph, node.inputs.at(3)), variance = numbers_of(graph, node.inputs.at(4));
  Factors factors;
  for (std::size_t c = 0; c < mean.size(); ++c) {
    const float root = 1.0f / std::sqrt(variance[c] + epsilon);
    const float scale = node.inputs[1] == graph::no_tensor ? root : root * numbers_of(graph, node.inputs[1])[c];
    const float beta = node.inputs[2] == graph::no_tensor ? 0.0f : numbers_of(graph, node.inputs[2])[c];
    const float moved = mean[c] * scale;
    factors.scale.push_back(scale);
    factors.offset.push_back(beta - moved);
  }
  return factors;
}

void fold_backward(graph::Graph& graph, graph::Node& layer, const Factors& factors) {
  const TensorId bias = operand_in_role(layer, ops::OperandRole::bias);
  Array folded(DType::float32, {static_cast<std::int64_t>(factors.offset.size())});
  for (std::size_t c = 0; c < factors.offset.size(); ++c) {
    const float moved = bias == graph::no_tensor ? 0.0f : numbers_of(graph, bias)[c] * factors.scale[c];
    folded.values<float>()[c] = bias == graph::no_tensor ? factors.offset[c] : moved + factors.offset[c];
  }
  const auto axis = static_cast<std::size_t>(ops::record_of(layer).quantization.value().weights_axis);
  const TensorId weights = operand_in_role(layer, ops::OperandRole::weights);
  replace_weights(graph, layer, scaled(graph.at(weights), axis, factors.scale), std::move(folded));
}

void fold_forward(graph::Graph& graph, graph::Node& dense, const Factors& factors) {
  const graph::Tensor& weights = graph.at(dense.inputs[1]);
  const auto outputs = static_cast<std::size_t>(weights.shape[0]), inputs = static_cast<std::size_t>(weights.shape[1]);
  const TensorId bias = operand_in_role(dense, ops::OperandRole::bias);
  Array folded(DType::float32, {weights.shape[0]});
  for (std::size_t o = 0; o < outputs; ++o) {
    const float start = bias == graph::no_tensor ? 0.0f : numbers_of(graph, bias)[o];
    folded.values<float>()[o] =
        compensated_product(start, factors.offset, numbers_of(graph, dense.inputs[1]).subspan(o * inputs, inputs));
  }
  Array turned = scaled(weights, 1, factors.scale);
  replace_weights(graph, dense, std::move(turned), std::move(folded));
}

/// MUL and ADD in the place of node i.
void lower(graph::Graph& graph, std::size_t i, const Factors& factors) {
  const graph::Node norm = graph.nodes[i];
  graph::Tensor between = graph.at(norm.outputs[0]);
  between.name = norm.layer + "/batchnorm/mul_1";
  const TensorId product = graph.add(std::move(between));
  const TensorId scale = add_constant(graph, norm.layer + "/batchnorm/mul", Array::from<float>(factors.scale));
  const TensorId offset = add_constant(graph, norm.layer + "/batchnorm/sub", Array::from<float>(factors.offset));
  auto mul_options = std::make_shared<tflite::BuiltinOptionsUnion>();
  mul_options->Set(tflite::MulOptionsT{});
  auto add_options = std::make_shared<tflite::BuiltinOptionsUnion>();
  add_options->Set(tflite::AddOptionsT{});
  graph.nodes[i] = {.code = ops::mul_code,
                    .options = mul_options,
                    .inputs = {norm.inputs[0], scale},
                    .outputs = {product},
                    .layer = norm.layer};
  graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i) + 1, {.code = ops::add_code,
                                                                                .options = add_options,
                                                                                .inputs = {product, offset},
                                                                                .outputs = {norm.outputs[0]},
                                                                                .layer = norm.layer});
}

void fold(graph::Graph& graph, std::size_t i) {
  graph::Node& norm = graph.nodes[i];
  const Factors factors = factors_of(graph, norm);
  const TensorId before = norm.inputs[0], after = norm.outputs[0];
  const int producer = graph.producer(before);
  const bool alone = producer >= 0 && graph.reader_count(before) == 1 && !graph.is_output(before);
  if (alone && is_linear_layer(graph, graph.nodes[static_cast<std::size_t>(producer)])) {
    graph::Node& layer = graph.nodes[static_cast<std::size_t>(producer)];
    fold_backward(graph, layer, factors);
    layer.outputs[0] = after;
    graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
  graph::Node* const reader = only_reader(graph, after);
  if (reader != nullptr && reader->code == ops::fully_connected_code && is_linear_layer(graph, *reader)) {
    fold_forward(graph, *reader, factors);
    replace_tensor(graph, after, before);
    graph.nodes.erase(graph.nodes.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
  lower(graph, i, factors);
}

}  // namespace

void fold_batch_norm(graph::Graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size();) {
    if (graph.nodes[i].code == graph::batch_normalization_code)
      fold(graph, i);
    else
      ++i;
  }
}

}  // namespace kvant::passes
