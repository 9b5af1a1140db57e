// SPDX-License-Identifier: Apache-2.0
// Moves RESHAPEs behind operators that work number by number, as TensorFlow's converter does: there they meet others,
// and activations and batch normalizations meet the convolution before them.
#include "ops/builtin_codes.h"
#include "ops/record.h"
#include "passes/passes.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kvant::passes {
namespace {

bool is_unary(std::int32_t code) {
  return code == ops::logistic_code || code == ops::relu_code || code == ops::relu6_code || code == ops::tanh_code;
}
bool is_binary(std::int32_t code) { return code == ops::add_code || code == ops::mul_code || code == ops::sub_code; }

/// Index of the RESHAPE whose result only this reader takes; -1: there is none.
int reshape_before(const graph::Graph& graph, graph::TensorId tensor) {
  const int producer = graph.producer(tensor);
  if (producer < 0 || graph.nodes[static_cast<std::size_t>(producer)].code != ops::reshape_code) return -1;
  return graph.reader_count(tensor) == 1 && !graph.is_output(tensor) ? producer : -1;
}

/// A constant that means the same before and behind the RESHAPE: one number, or one for each of the last axis.
bool goes_with_last_axis(const graph::Tensor& constant, const Shape& before, const Shape& behind) {
  if (!constant.is_constant()) return false;
  if (constant.data->size() == 1) return true;
  return constant.shape.size() == 1 && before.back() == constant.shape[0] && behind.back() == constant.shape[0];
}

/// Whether the node may read what stood before these RESHAPEs, by operand; -1: that operand has none.
bool may_read_unshaped(const graph::Graph& graph, const graph::Node& node, const std::vector<int>& reshapes) {
  const auto first = std::find_if(reshapes.begin(), reshapes.end(), [](int index) { return index >= 0; });
  if (first == reshapes.end()) return false;
  const graph::Node& reshape = graph.nodes[static_cast<std::size_t>(*first)];
  const Shape& before = graph.at(reshape.inputs[0]).shape;
  const Shape& behind = graph.at(reshape.outputs[0]).shape;
  if (before.empty() || behind.empty()) return false;
  if (is_unary(node.code)) return true;
  if (node.code == graph::batch_normalization_code)
    return reshapes[0] >= 0 && before.back() == behind.back() && before.back() != unknown_length;
  if (!is_binary(node.code) || node.inputs.size() != 2) return false;
  for (std::size_t i = 0; i < 2; ++i) {
    if (reshapes[i] < 0) {
      if (!goes_with_last_axis(graph.at(node.inputs[i]), before, behind)) return false;
      continue;
    }
    const graph::Node& other = graph.nodes[static_cast<std::size_t>(reshapes[i])];
    if (graph.at(other.inputs[0]).shape != before || graph.at(other.outputs[0]).shape != behind) return false;
  }
  return true;
}

/// The node at this place reads unshaped numbers, and one of the RESHAPEs shapes its result.
void move_behind(graph::Graph& graph, std::size_t place, const std::vector<int>& reshapes) {
  graph::Node reshape;
  Shape before;
  for (std::size_t i = 0; i < reshapes.size(); ++i) {
    if (reshapes[i] < 0) continue;
    reshape = graph.nodes[static_cast<std::size_t>(reshapes[i])];
    before = graph.at(reshape.inputs[0]).shape;
    graph.nodes[place].inputs[i] = reshape.inputs[0];
  }
  const graph::TensorId result = graph.nodes[place].outputs.at(0);
  graph::Tensor unshaped = graph.at(result);
  unshaped.shape = before;
  const graph::TensorId between = graph.add(std::move(unshaped));
  graph.nodes[place].outputs[0] = between;
  reshape.inputs[0] = between;
  reshape.outputs[0] = result;
  graph.at(result).name += "/Reshape";
  graph.nodes.insert(graph.nodes.begin() + static_cast<std::ptrdiff_t>(place) + 1, reshape);
  std::vector<int> gone = reshapes;
  std::sort(gone.rbegin(), gone.rend());  // the last first, so that places stay what they are
  for (const int index : gone) {
    if (index >= 0) graph.nodes.erase(graph.nodes.begin() + index);
  }
}

}  // namespace

void delay_reshapes(graph::Graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size();) {
    std::vector<int> reshapes;
    for (const graph::TensorId input : graph.nodes[i].inputs) reshapes.push_back(reshape_before(graph, input));
    const bool moves = may_read_unshaped(graph, graph.nodes[i], reshapes);
    if (moves) move_behind(graph, i, reshapes);
    // After a move the RESHAPE stands before what is looked at next, and nodes before it have gone.
    i = moves ? i + 1 - std::min(i, reshapes.size()) : i + 1;
  }
}

}  // namespace kvant::passes
