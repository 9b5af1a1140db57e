// SPDX-License-Identifier: Apache-2.0
// Fused activations while a graph runs in float.
#include "ops/fused_options.h"

#include "linear/dense_product.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::ops {

void clamp_results(tflite::ActivationFunctionType activation, const FloatView& results) {
  using tflite::ActivationFunctionType;
  float* const y = results.data;
  if (activation == ActivationFunctionType::RELU) linear::relu_forward(y, y, results.size());
  if (activation == ActivationFunctionType::RELU6) linear::relu6_forward(y, y, results.size());
  if (activation == ActivationFunctionType::RELU_N1_TO_1) {
    std::transform(y, y + results.size(), y,
                   [](float value) { return value < -1.0f ? -1.0f : (value > 1.0f ? 1.0f : value); });
  }
}

void refuse_fused_activation(const graph::Node& node) {
  throw Error(node.layer, "a fused activation cannot be trained through; convert a copy of the model instead");
}

}  // namespace kvant::ops
