// SPDX-License-Identifier: Apache-2.0
// AVERAGE_POOL_2D: the mean of each window's cells that lie inside the input.
#include "ops/pool_2d.h"

#include <algorithm>
#include <array>

namespace kvant::ops {
namespace {

using Options = tflite::Pool2DOptionsT;

QuantizationRule quantization() { return {.inputs = {OperandRole::activation}, .same_scale = true}; }

void run_float(const FloatCall& call) {
  const float* const x = call.inputs[0].data;
  const PoolPlan plan = plan_pool_2d(call.node, call.inputs[0], call.outputs[0]);
  for_each_window(plan, [&](std::int64_t image, const PoolWindow& window, std::int64_t place) {
    float* const y = call.outputs[0].data + place;
    std::fill_n(y, plan.channels, 0.0f);
    for_each_cell(plan, image, window, [&](std::int64_t cell) {
      for (std::int64_t c = 0; c < plan.channels; ++c) y[c] += x[cell + c];
    });
    const auto count = static_cast<float>(window.count());
    for (std::int64_t c = 0; c < plan.channels; ++c) y[c] /= count;
  });
  clamp_results(options_of<Options>(call.node).fused_activation_function, call.outputs[0]);
}

/// Each cell gets the gradients of its windows, each divided by the cells of that window.
void gradient(const GradientCall& call) {
  check_nothing_fused<Options>(call.node);
  const FloatView& dx = call.input_gradients[0];
  if (dx.data == nullptr) return;
  if (!call.accumulate[0]) std::fill_n(dx.data, dx.size(), 0.0f);
  const PoolPlan plan = plan_pool_2d(call.node, call.inputs[0], call.outputs[0]);
  for_each_window(plan, [&](std::int64_t image, const PoolWindow& window, std::int64_t place) {
    const float* const dy = call.output_gradients[0].data + place;
    const auto count = static_cast<float>(window.count());
    for_each_cell(plan, image, window, [&](std::int64_t cell) {
      for (std::int64_t c = 0; c < plan.channels; ++c) dx.data[cell + c] += dy[c] / count;
    });
  });
}

EmittedOperator emit(const EmitRequest& request) { return emit_pool_2d(request, "average_pool_2d"); }

constexpr std::array emitters = {KernelEmitter{"AveragePool2DInt8", emit}, KernelEmitter{"AveragePool2DFloat32", emit}};

}  // namespace

extern const Record average_pool_2d_record;
const Record average_pool_2d_record = {
    .code = 1,
    .name = "AVERAGE_POOL_2D",
    .summary = "The mean of each window's cells that lie inside the input.",
    .infer_shape = infer_pool_2d,
    .tflite_version = version_by_int8,
    .min_runtime = runtime_since_1_5,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .fuse_activation = fuse_activation<Options>,
    .fused_activation = fused_activation<Options>,
    .emitters = emitters,
    .gradient_reads_inputs = false,
    .gradient_reads_result = false,
};

}  // namespace kvant::ops
