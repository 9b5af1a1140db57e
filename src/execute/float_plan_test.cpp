// SPDX-License-Identifier: Apache-2.0
// FloatPlan: gradients against finite differences, batches of any size, branches and errors.
#include "execute/float_plan.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

using namespace kvant;
using execute::FloatPlan;
using execute::PlanMode;
using graph::TensorId;

namespace {

constexpr std::int32_t fully_connected = 9, relu = 19, dequantize = 6;

float wave(std::size_t i) { return static_cast<float>(std::sin(1.3 * static_cast<double>(i) + 0.4)); }

TensorId add_variable(graph::Graph& graph, const Shape& shape, bool trainable = true) {
  graph::Tensor tensor;
  tensor.shape = shape;
  tensor.data = std::make_shared<Array>(DType::float32, shape);
  tensor.trainable = trainable;
  const auto values = tensor.data->values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = wave(i + 7 * graph.tensors.size());
  return graph.add(std::move(tensor));
}

TensorId add_activation(graph::Graph& graph, std::int64_t features) {
  graph::Tensor tensor;
  tensor.shape = {unknown_length, features};
  return graph.add(std::move(tensor));
}

TensorId add_node(graph::Graph& graph, std::int32_t code, std::vector<TensorId> inputs, std::int64_t features) {
  const TensorId output = add_activation(graph, features);
  graph.nodes.push_back(
      {.code = code, .options = nullptr, .inputs = std::move(inputs), .outputs = {output}, .layer = "here"});
  return output;
}

/// x -> dense a -> relu -> dense b, where b's kernel is used twice: y = b(relu(b(relu(a x)))).
graph::Graph shared_kernel_net() {
  graph::Graph graph;
  const TensorId x = add_activation(graph, 2);
  graph.inputs = {x};
  const TensorId a = add_variable(graph, {3, 2}), a_bias = add_variable(graph, {3});
  const TensorId b = add_variable(graph, {3, 3}), b_bias = add_variable(graph, {3});
  TensorId y = add_node(graph, fully_connected, {x, a, a_bias}, 3);
  y = add_node(graph, relu, {y}, 3);
  y = add_node(graph, fully_connected, {y, b, b_bias}, 3);
  y = add_node(graph, relu, {y}, 3);
  y = add_node(graph, fully_connected, {y, b, graph::no_tensor}, 3);
  graph.outputs = {y};
  return graph;
}

/// Half the sum of squares of the outputs, whose gradient is the outputs themselves.
double energy(FloatPlan& plan, std::int64_t rows) {
  plan.forward(rows);
  double sum = 0;
  for (float v : plan.output().first(static_cast<std::size_t>(rows * 3)))
    sum += 0.5 * static_cast<double>(v) * static_cast<double>(v);
  return sum;
}

void fill_input(FloatPlan& plan) {
  for (std::size_t i = 0; i < plan.input().size(); ++i) plan.input()[i] = wave(3 * i);
}

}  // namespace

TEST_CASE("gradients equal finite differences, a variable used twice included, in full and smaller batches") {
  FloatPlan plan(shared_kernel_net(), 8, PlanMode::training);
  REQUIRE(plan.trainable_variables().size() == 4);
  for (const std::int64_t rows : {8, 5, 1, 8}) {
    fill_input(plan);
    energy(plan, rows);
    std::copy_n(plan.output().begin(), rows * 3, plan.output_gradient().begin());
    plan.backward(rows);
    for (const execute::TrainableVariable& variable : plan.trainable_variables()) {
      const std::vector<float> gradient(variable.gradient, variable.gradient + variable.size);
      for (std::int64_t i = 0; i < variable.size; ++i) {
        const float kept = variable.values[i], step = 1e-3f;
        variable.values[i] = kept + step;
        const double above = energy(plan, rows);
        variable.values[i] = kept - step;
        const double below = energy(plan, rows);
        variable.values[i] = kept;
        const double slope = (above - below) / (2 * static_cast<double>(step));
        CHECK(static_cast<double>(gradient[static_cast<std::size_t>(i)]) ==
              doctest::Approx(slope).epsilon(0.005).scale(1));
      }
    }
  }
}

TEST_CASE("rows of a smaller batch give what they give in a larger one") {
  FloatPlan plan(shared_kernel_net(), 6, PlanMode::inference);
  fill_input(plan);
  plan.forward(6);
  const std::vector<float> all(plan.output().begin(), plan.output().end());
  plan.forward(4);
  CHECK(std::equal(all.begin(), all.begin() + 12, plan.output().begin()));
  CHECK(plan.view(plan.graph().outputs[0]).rows == 4);
}

TEST_CASE("frozen variables and inputs get no gradient, and an unused variable a gradient of zero") {
  graph::Graph graph = shared_kernel_net();
  graph.tensors[3].trainable = false;  // b's kernel
  add_variable(graph, {2, 2});
  FloatPlan plan(graph, 2, PlanMode::training);
  REQUIRE(plan.trainable_variables().size() == 4);
  const execute::TrainableVariable unused = plan.trainable_variables()[3];
  unused.gradient[0] = 5;
  fill_input(plan);
  plan.forward(2);
  plan.backward(2);
  CHECK(unused.gradient[0] == 0);
}

TEST_CASE("a result that two operators read gets the sum of their gradients, also when it is an output") {
  graph::Graph graph;
  const TensorId x = add_activation(graph, 2);
  graph.inputs = {x};
  const TensorId a = add_variable(graph, {3, 2});
  const TensorId shared = add_node(graph, fully_connected, {x, a, graph::no_tensor}, 3);
  const TensorId left = add_node(graph, relu, {shared}, 3);
  graph.outputs = {left, shared};
  FloatPlan plan(graph, 1, PlanMode::training);
  plan.input()[0] = 1.0f;
  plan.input()[1] = 0.0f;
  plan.forward(1);
  for (std::size_t i = 0; i < 3; ++i) plan.output_gradient(0)[i] = 2.0f;
  for (std::size_t i = 0; i < 3; ++i) plan.output_gradient(1)[i] = 10.0f;
  plan.backward(1);
  const execute::TrainableVariable& kernel = plan.trainable_variables()[0];
  for (std::size_t o = 0; o < 3; ++o) CHECK(kernel.gradient[o * 2] == (kernel.values[o * 2] > 0 ? 12.0f : 10.0f));
}

TEST_CASE("what does not run in float is named") {
  graph::Graph graph;
  graph.inputs = {add_activation(graph, 2)};
  graph.outputs = {add_node(graph, dequantize, {0}, 2)};
  CHECK_THROWS_WITH_AS(FloatPlan(graph, 1, PlanMode::inference), "here (DEQUANTIZE): does not run in float", Error);
  FloatPlan plan(shared_kernel_net(), 2, PlanMode::inference);
  CHECK_THROWS_AS(plan.forward(3), Error);
  CHECK(plan.output_gradient().empty());
  CHECK_THROWS_AS(FloatPlan(shared_kernel_net(), 0, PlanMode::inference), Error);
}
