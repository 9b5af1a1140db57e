// SPDX-License-Identifier: Apache-2.0
// Which axes are reduced, and what is left.
#include "ops/reduction_plan.h"

#include <kvant/types/error.h>

namespace kvant::ops {
namespace {

/// By axis: whether it is reduced. The constant has them in any order, negative from the end.
std::vector<bool> read_axes(const graph::Node& node, const graph::Tensor& axes, std::size_t rank) {
  if (!axes.is_constant() || axes.dtype != DType::int32)
    throw Error(node.layer, "the axes must be a constant of int32 numbers", axes.name);
  std::vector<bool> reduced(rank);
  for (const std::int32_t axis : std::as_const(*axes.data).values<std::int32_t>()) {
    const std::int64_t from_start = axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
    if (from_start < 0 || from_start >= static_cast<std::int64_t>(rank))
      throw Error(node.layer, "has no such axis among its " + std::to_string(rank), std::to_string(axis));
    reduced[static_cast<std::size_t>(from_start)] = true;
  }
  return reduced;
}

}  // namespace

std::vector<Shape> infer_reduced_shape(const graph::Graph& graph, const graph::Node& node) {
  const Shape& input = graph.at(node.inputs.at(0)).shape;
  const std::vector<bool> reduced = read_axes(node, graph.at(node.inputs.at(1)), input.size());
  const bool keeps = options_of<tflite::ReducerOptionsT>(node).keep_dims;
  Shape output;
  for (std::size_t axis = 0; axis < input.size(); ++axis) {
    if (!reduced[axis])
      output.push_back(input[axis]);
    else if (keeps)
      output.push_back(1);
  }
  return {output};
}

ReducedAxes plan_reduced_axes(const graph::Node& node, const FloatView& input, const FloatView& axes) {
  const std::size_t rank = input.tensor->shape.size();
  const std::vector<bool> reduced = read_axes(node, *axes.tensor, rank);
  ReducedAxes plan;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const std::int64_t length = input.length(axis);
    if (length == 1) continue;
    if (!reduced[axis])
      (plan.count == 1 ? plan.outer : plan.inner) *= length;
    else if (plan.inner == 1)
      plan.count *= length;
    else
      throw Error(node.layer, "only axes beside each other can be reduced", to_string(input.tensor->shape));
  }
  return plan;
}

}  // namespace kvant::ops
