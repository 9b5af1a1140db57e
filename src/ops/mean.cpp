// SPDX-License-Identifier: Apache-2.0
// MEAN: the mean of the numbers along some axes: Keras' GlobalAveragePooling2D.
#include "ops/reduction_plan.h"

#include <kvant_micro/kernels/mean.h>

#include <algorithm>
#include <array>

namespace kvant::ops {
namespace {

void run_float(const FloatCall& call) {
  const ReducedAxes plan = plan_reduced_axes(call.node, call.inputs[0], call.inputs[1]);
  const float* x = call.inputs[0].data;
  float* y = call.outputs[0].data;
  for (std::int64_t o = 0; o < plan.outer; ++o, y += plan.inner) {
    std::fill_n(y, plan.inner, 0.0f);
    for (std::int64_t k = 0; k < plan.count; ++k, x += plan.inner) {
      for (std::int64_t i = 0; i < plan.inner; ++i) y[i] += x[i];
    }
    for (std::int64_t i = 0; i < plan.inner; ++i) y[i] /= static_cast<float>(plan.count);
  }
}

/// dx = dy / count.
void gradient(const GradientCall& call) {
  float* dx = call.input_gradients[0].data;
  if (dx == nullptr) return;
  const ReducedAxes plan = plan_reduced_axes(call.node, call.inputs[0], call.inputs[1]);
  const float* dy = call.output_gradients[0].data;
  for (std::int64_t o = 0; o < plan.outer; ++o, dy += plan.inner) {
    for (std::int64_t k = 0; k < plan.count; ++k, dx += plan.inner) {
      for (std::int64_t i = 0; i < plan.inner; ++i) {
        const float d = dy[i] / static_cast<float>(plan.count);
        dx[i] = call.accumulate[0] ? dx[i] + d : d;
      }
    }
  }
}

EmittedOperator emit(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::MeanParams*>(request.params);
  const std::array fields = std::to_array<EmittedField>({
      uint32_field("outer", params.outer),
      uint32_field("count", params.count),
      uint32_field("inner", params.inner),
      int32_field("multiplier", params.multiplier),
      int32_field("shift", params.shift),
      int32_field("offset", params.offset),
      int32_field("zero_point", params.zero_point),
  });
  return emit_call(request, "mean", fields);
}

constexpr std::array emitters = {KernelEmitter{"MeanInt8", emit}, KernelEmitter{"MeanFloat32", emit}};

const char* min_runtime(std::int32_t version) { return version == 1 ? "1.6.0" : "1.14.0"; }

}  // namespace

extern const Record mean_record;
const Record mean_record = {
    .code = 40,
    .name = "MEAN",
    .summary = "The mean of the numbers along some axes: Keras' GlobalAveragePooling2D.",
    .infer_shape = infer_reduced_shape,
    .tflite_version = version_by_int8,
    .min_runtime = min_runtime,
    .cost = no_cost,
    .quantization = quantize_reduced,
    .run_float = run_float,
    .gradient = gradient,
    .emitters = emitters,
    .gradient_reads_inputs = false,
    .gradient_reads_result = false,
};

}  // namespace kvant::ops
