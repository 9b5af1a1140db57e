// SPDX-License-Identifier: Apache-2.0
// Dense weights with a scale for each output become weights with one scale, in an int8 graph.
#pragma once

#include "graph/graph.h"

namespace kvant::quantize {

/// For each FULLY_CONNECTED with weights q[o][i] of scales s[o]:
///   S      = max over o, i of |q[o][i]| s[o] / 127
///   q'     = q[o][i] s[o] / S, rounded half away from zero
///   bias'  = bias[o] s[o] / S, likewise; its scale is the input's times S
/// in double, S in float32; a weight moves by half a step of S at most. Where a bias would leave less than half of
/// int32's range to the products, S is larger. Throws Error for weights or biases that are not constant.
void make_dense_per_tensor(graph::Graph& graph);

}  // namespace kvant::quantize
