// SPDX-License-Identifier: Apache-2.0
// What operators share on the desk that make one number of all along some axes.
#pragma once

#include "ops/elementwise.h"
#include "ops/options.h"

namespace kvant::ops {

/// The input's shape without the axes of the constant operand, or with 1 in their place.
std::vector<Shape> infer_reduced_shape(const graph::Graph& graph, const graph::Node& node);

/// The input seen as [outer, count, inner], the output as [outer, inner].
struct ReducedAxes {
  std::int64_t outer = 1, count = 1, inner = 1;
};
ReducedAxes plan_reduced_axes(const graph::Node& node, const FloatView& input, const FloatView& axes);

/// The axes stay as they are.
inline QuantizationRule quantize_reduced() { return {.inputs = {OperandRole::activation, OperandRole::not_quantized}}; }

}  // namespace kvant::ops
