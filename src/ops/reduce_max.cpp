// SPDX-License-Identifier: Apache-2.0
// REDUCE_MAX: the largest of the numbers along some axes: Keras' GlobalMaxPooling2D.
#include "ops/reduction_plan.h"

#include <kvant_micro/kernels/reduce_max.h>

#include <algorithm>
#include <array>
#include <limits>

namespace kvant::ops {
namespace {

QuantizationRule quantization() {
  QuantizationRule rule = quantize_reduced();
  rule.same_scale = true;
  return rule;
}

void run_float(const FloatCall& call) {
  const ReducedAxes plan = plan_reduced_axes(call.node, call.inputs[0], call.inputs[1]);
  const float* x = call.inputs[0].data;
  float* y = call.outputs[0].data;
  for (std::int64_t o = 0; o < plan.outer; ++o, y += plan.inner) {
    std::fill_n(y, plan.inner, std::numeric_limits<float>::lowest());
    for (std::int64_t k = 0; k < plan.count; ++k, x += plan.inner) {
      for (std::int64_t i = 0; i < plan.inner; ++i) y[i] = x[i] > y[i] ? x[i] : y[i];
    }
  }
}

/// Shared equally by all numbers that are the largest, as TensorFlow has it.
void gradient(const GradientCall& call) {
  float* dx = call.input_gradients[0].data;
  if (dx == nullptr) return;
  const ReducedAxes plan = plan_reduced_axes(call.node, call.inputs[0], call.inputs[1]);
  const float* x = call.inputs[0].data;
  for (std::int64_t o = 0; o < plan.outer; ++o) {
    const float *const y = call.outputs[0].data + o * plan.inner, *const dy =
                                                                      call.output_gradients[0].data + o * plan.inner;
    for (std::int64_t i = 0; i < plan.inner; ++i) {
      std::int64_t largest = 0;
      for (std::int64_t k = 0; k < plan.count; ++k) largest += x[k * plan.inner + i] == y[i] ? 1 : 0;
      for (std::int64_t k = 0; k < plan.count; ++k) {
        const std::int64_t place = k * plan.inner + i;
        const float d = x[place] == y[i] ? dy[i] / static_cast<float>(largest) : 0.0f;
        dx[place] = call.accumulate[0] ? dx[place] + d : d;
      }
    }
    x += plan.count * plan.inner;
    dx += plan.count * plan.inner;
  }
}

EmittedOperator emit(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::ReduceMaxParams*>(request.params);
  const std::array fields = {uint32_field("outer", params.outer), uint32_field("count", params.count),
                             uint32_field("inner", params.inner)};
  return emit_call(request, "reduce_max", fields);
}

constexpr std::array emitters = {KernelEmitter{"ReduceMaxInt8", emit}, KernelEmitter{"ReduceMaxFloat32", emit}};

}  // namespace

extern const Record reduce_max_record;
const Record reduce_max_record = {
    .code = 82,
    .name = "REDUCE_MAX",
    .summary = "The largest of the numbers along some axes: Keras' GlobalMaxPooling2D.",
    .infer_shape = infer_reduced_shape,
    .tflite_version = version_by_int8,
    .min_runtime = runtime_1_14,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .emitters = emitters,
};

}  // namespace kvant::ops
