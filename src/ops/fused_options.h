// SPDX-License-Identifier: Apache-2.0
// What operators share whose option table has a fused activation.
#pragma once

#include "ops/options.h"
#include "ops/record.h"

namespace kvant::ops {

template <class Options>
std::shared_ptr<const tflite::BuiltinOptionsUnion> fuse_activation(const graph::Node& node, std::uint8_t activation) {
  Options options = options_of<Options>(node);
  if (activation != 0 && options.fused_activation_function != tflite::ActivationFunctionType::NONE) return nullptr;
  options.fused_activation_function = static_cast<tflite::ActivationFunctionType>(activation);
  return hold_options(options);
}

template <class Options>
std::uint8_t fused_activation(const graph::Node& node) {
  return static_cast<std::uint8_t>(options_of<Options>(node).fused_activation_function);
}

/// The fused activation of float results, in their place.
void clamp_results(tflite::ActivationFunctionType activation, const FloatView& results);

/// Throws Error: gradients know the results before an activation only where it is an operator of its own.
[[noreturn]] void refuse_fused_activation(const graph::Node& node);

template <class Options>
void check_nothing_fused(const graph::Node& node) {
  if (fused_activation<Options>(node) != 0) refuse_fused_activation(node);
}

}  // namespace kvant::ops
