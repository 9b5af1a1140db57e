// SPDX-License-Identifier: Apache-2.0
// What operators share that compute each output element from the input element at its place.
#pragma once

#include "ops/record.h"

namespace kvant::ops {

/// The output has the input's shape.
inline std::vector<Shape> infer_same_shape(const graph::Graph& graph, const graph::Node& node) {
  return {graph.at(node.inputs.at(0)).shape};
}

inline Cost no_cost(const graph::Graph&, const graph::Node&) { return {}; }

/// 2 for int8 operands, 1 for float32.
inline std::int32_t version_by_int8(const graph::Graph& graph, const graph::Node& node) {
  return graph.at(node.inputs.at(0)).dtype == DType::int8 ? 2 : 1;
}

/// Of operators that came with the first release, and with int8 as version 2 in 1.14.
inline const char* runtime_since_1_5(std::int32_t version) { return version == 1 ? "1.5.0" : "1.14.0"; }

inline const char* runtime_1_14(std::int32_t) { return "1.14.0"; }

inline std::int32_t version_one(const graph::Graph&, const graph::Node&) { return 1; }

/// The gradient of the one input: slope(dy, x, y) of each element.
template <class Slope>
void give_elementwise_gradient(const GradientCall& call, Slope slope) {
  const FloatView& dx = call.input_gradients[0];
  if (dx.data == nullptr) return;
  const float *const x = call.inputs[0].data, *const y = call.outputs[0].data;
  const float* const dy = call.output_gradients[0].data;
  for (std::int64_t i = 0; i < dx.size(); ++i) {
    const float d = slope(dy[i], x[i], y[i]);
    dx.data[i] = call.accumulate[0] ? dx.data[i] + d : d;
  }
}

}  // namespace kvant::ops
