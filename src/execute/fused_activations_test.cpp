// SPDX-License-Identifier: Apache-2.0
// A relu as part of the batch normalization before it: the same results and gradients as apart from it.
#include "execute/fused_activations.h"

#include "execute/float_plan.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace kvant;
using execute::FloatPlan;
using execute::PlanMode;
using graph::TensorId;

namespace {

constexpr std::int32_t fully_connected = 9, relu = 19, relu6 = 21;
constexpr std::int64_t features = 21;  // no whole vectors

/// From -1 to 1, but scaled.
TensorId add_variable(graph::Graph& graph, const Shape& shape, bool trainable, float center, float scale) {
  graph::Tensor tensor;
  tensor.shape = shape;
  tensor.data = std::make_shared<Array>(DType::float32, shape);
  tensor.trainable = trainable;
  std::size_t i = 11 * graph.tensors.size();
  for (float& value : tensor.data->values<float>())
    value = center + scale * static_cast<float>(std::sin(1.3 * static_cast<double>(i++)));
  return graph.add(std::move(tensor));
}

TensorId add_activation(graph::Graph& graph, const Shape& shape) {
  graph::Tensor tensor;
  tensor.shape = shape;
  return graph.add(std::move(tensor));
}

/// Dense, batch normalization, activation, dense. shown: the normalised numbers are an output, too, and so stay apart.
graph::Graph normalized_net(std::int32_t activation, bool shown, bool frozen) {
  graph::Graph graph;
  const TensorId x = add_activation(graph, {unknown_length, 3});
  graph.inputs = {x};
  const Shape batch = {unknown_length, features};
  const TensorId a = add_variable(graph, {features, 3}, true, 0, 2), b = add_variable(graph, {2, features}, true, 0, 1);
  const TensorId gamma = add_variable(graph, {features}, true, 2, 3),
                 beta = add_variable(graph, {features}, true, 0, 2);
  const TensorId mean = add_variable(graph, {features}, false, 0, 1);
  const TensorId variance = add_variable(graph, {features}, false, 2, 1);
  const TensorId before = add_activation(graph, batch), normal = add_activation(graph, batch);
  const TensorId kept[] = {add_activation(graph, {features}), add_activation(graph, {features})};
  const TensorId active = add_activation(graph, batch), y = add_activation(graph, {unknown_length, 2});
  graph.nodes = {{.code = fully_connected, .inputs = {x, a, graph::no_tensor}, .outputs = {before}},
                 {.code = graph::batch_normalization_code,
                  .inputs = {before, gamma, beta, mean, variance},
                  .outputs = {normal, kept[0], kept[1]}},
                 {.code = activation, .inputs = {normal}, .outputs = {active}},
                 {.code = fully_connected, .inputs = {active, b, graph::no_tensor}, .outputs = {y}}};
  graph.nodes[1].training_options = graph::BatchNormalizationOptions{.frozen = frozen};
  graph.outputs = {y};
  if (shown) graph.outputs.push_back(normal);
  return graph;
}

/// The answers and all gradients after one step of a training.
std::vector<float> step_of(const graph::Graph& graph) {
  constexpr std::int64_t rows = 9;
  FloatPlan plan(graph, rows, PlanMode::training);
  for (std::size_t i = 0; i < plan.input().size(); ++i)
    plan.input()[i] = static_cast<float>(std::cos(0.7 * static_cast<double>(i)));
  const graph::TrainingState state;
  plan.forward(rows, &state);
  std::vector<float> numbers(plan.output().begin(), plan.output().end());
  std::copy(numbers.begin(), numbers.end(), plan.output_gradient().begin());
  if (graph.outputs.size() > 1) std::fill(plan.output_gradient(1).begin(), plan.output_gradient(1).end(), 0.0f);
  plan.backward(rows, &state);
  for (const execute::TrainableVariable& variable : plan.trainable_variables())
    numbers.insert(numbers.end(), variable.gradient, variable.gradient + variable.size);
  return numbers;
}

}  // namespace

TEST_CASE("a fused relu gives the same bits, forward and backward") {
  for (const std::int32_t activation : {relu, relu6}) {
    for (const bool frozen : {false, true})
      CHECK(step_of(normalized_net(activation, false, frozen)) == step_of(normalized_net(activation, true, frozen)));
  }
}

TEST_CASE("only what nobody else reads is fused") {
  CHECK(execute::with_fused_activations(normalized_net(relu, false, false)).nodes.size() == 3);
  CHECK(execute::with_fused_activations(normalized_net(relu, true, false)).nodes.size() == 4);
  CHECK(execute::with_fused_activations(normalized_net(14, false, false)).nodes.size() == 4);
}
