// SPDX-License-Identifier: Apache-2.0
// How shapes are laid over each other.
#include "ops/broadcast_plan.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::ops {
namespace {

/// Length of an axis counted from the last, 0; 1 beyond the first.
std::int64_t length_from_end(const Shape& shape, std::size_t back) {
  return back < shape.size() ? shape[shape.size() - 1 - back] : 1;
}
std::int64_t length_from_end(const FloatView& view, std::size_t back) {
  const std::size_t rank = view.tensor->shape.size();
  return back < rank ? view.length(rank - 1 - back) : 1;
}

}  // namespace

std::vector<Shape> infer_broadcast(const graph::Graph& graph, const graph::Node& node) {
  if (node.inputs.size() != 2) throw Error(node.layer, "takes two operands", std::to_string(node.inputs.size()));
  const Shape &first = graph.at(node.inputs[0]).shape, &second = graph.at(node.inputs[1]).shape;
  Shape output(std::max(first.size(), second.size()));
  if (output.size() > 6) throw Error(node.layer, "takes at most six axes", std::to_string(output.size()));
  for (std::size_t back = 0; back < output.size(); ++back) {
    const std::int64_t one = length_from_end(first, back), two = length_from_end(second, back);
    if (one != two && one != 1 && two != 1) {
      throw Error(node.layer, "takes two operands of shapes that fit each other",
                  to_string(first) + " and " + to_string(second));
    }
    output[output.size() - 1 - back] = one == 1 ? two : one;
  }
  return {output};
}

BroadcastPlan::BroadcastPlan(const FloatView& first, const FloatView& second, const FloatView& output) {
  std::array<std::int64_t, 2> blocks = {1, 1};  // what of each operand lies further in
  std::array<bool, 2> before = {};
  for (std::size_t back = 0; back < output.tensor->shape.size(); ++back) {
    const std::int64_t length = length_from_end(output, back);
    if (length == 1) continue;
    const std::array<bool, 2> moves = {length_from_end(first, back) == length, length_from_end(second, back) == length};
    if (count_ == 0 || moves != before) {
      axes_.at(count_).steps = {moves[0] ? blocks[0] : 0, moves[1] ? blocks[1] : 0};
      ++count_;
    }
    before = moves;
    axes_.at(count_ - 1).length *= length;
    for (std::size_t operand = 0; operand < 2; ++operand) blocks[operand] *= moves[operand] ? length : 1;
  }
}

std::vector<double>& broadcast_sums(std::int64_t count) {
  thread_local std::vector<double> sums;
  sums.assign(static_cast<std::size_t>(count), 0.0);
  return sums;
}

}  // namespace kvant::ops
