// SPDX-License-Identifier: Apache-2.0
// Pairing on small graphs made by hand.
#include "verify/operator_pairs.h"

#include <doctest/doctest.h>

using namespace kvant;

namespace {

constexpr std::int32_t dequantize = 6, fully_connected = 9, relu = 19, quantize = 114;

graph::TensorId add_activation(graph::Graph& graph, std::int64_t size) {
  return graph.add({.name = "t" + std::to_string(graph.tensors.size()), .shape = {1, size}});
}

/// A chain of operators without weights.
graph::Graph chain(const std::vector<std::int32_t>& codes, std::int64_t size = 2) {
  graph::Graph graph;
  graph.inputs = {add_activation(graph, size)};
  graph::TensorId last = graph.inputs[0];
  for (std::int32_t code : codes) {
    const graph::TensorId next = add_activation(graph, size);
    graph.nodes.push_back({.code = code, .inputs = {last}, .outputs = {next}});
    last = next;
  }
  graph.outputs = {last};
  return graph;
}

std::string mismatch(const graph::Graph& a, const graph::Graph& b) {
  return verify::find_mismatch(verify::show_results(a), verify::show_results(b));
}

}  // namespace

TEST_CASE("changes of type are no operators, and the last of them is not computed") {
  const verify::ShownGraph shown = verify::show_results(chain({quantize, relu, relu, dequantize}));
  CHECK(shown.nodes == std::vector<std::size_t>{1, 2});
  CHECK(shown.graph.outputs == std::vector<graph::TensorId>{2, 3});
  CHECK(shown.graph.nodes.size() == 3);
  CHECK(mismatch(chain({relu, relu}), chain({quantize, relu, relu, dequantize})).empty());
}

TEST_CASE("what does not pair is named") {
  CHECK(mismatch(chain({relu}), chain({relu, relu})) == "1 operators against 2");
  CHECK(mismatch(chain({relu}, 2), chain({relu}, 3)) == "operator 0: 2 results against 3");
  CHECK(mismatch(chain({relu, relu}), chain({relu, fully_connected})) == "operator 1: RELU against FULLY_CONNECTED");
}

TEST_CASE("the spread of channels is that of real weights") {
  graph::Graph graph = chain({fully_connected});
  graph::Tensor weights{.name = "w", .dtype = DType::int8, .shape = {3, 2}};
  weights.data = std::make_shared<Array>(Array::from<std::int8_t>(std::vector<std::int8_t>{100, -50, 0, 0, -10, 5}));
  *weights.data = weights.data->reshape({3, 2});
  weights.quantization = {{1.0f, 1.0f, 2.0f}, {0, 0, 0}, 0};
  graph.nodes[0].inputs.push_back(graph.add(weights));
  CHECK(verify::spread_of_channels(graph, graph.nodes[0]) == 5);  // 100 by 20; a channel of zeros does not count
  CHECK(!verify::has_one_scale(graph, graph.nodes[0]));
  graph.tensors.back().quantization = {{1.0f}, {0}, 0};
  CHECK(verify::spread_of_channels(graph, graph.nodes[0]) == 10);
  CHECK(verify::has_one_scale(graph, graph.nodes[0]));
}
