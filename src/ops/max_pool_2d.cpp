// SPDX-License-Identifier: Apache-2.0
// MAX_POOL_2D: the largest of each window's cells that lie inside the input.
#include "ops/pool_2d.h"

#include <algorithm>
#include <array>
#include <limits>

namespace kvant::ops {
namespace {

using Options = tflite::Pool2DOptionsT;

QuantizationRule quantization() { return {.inputs = {OperandRole::activation}, .same_scale = true}; }

void run_float(const FloatCall& call) {
  const float* const x = call.inputs[0].data;
  const PoolPlan plan = plan_pool_2d(call.node, call.inputs[0], call.outputs[0]);
  for_each_window(plan, [&](std::int64_t image, const PoolWindow& window, std::int64_t place) {
    float* const y = call.outputs[0].data + place;
    std::fill_n(y, plan.channels, std::numeric_limits<float>::lowest());
    for_each_cell(plan, image, window, [&](std::int64_t cell) {
      for (std::int64_t c = 0; c < plan.channels; ++c) y[c] = x[cell + c] > y[c] ? x[cell + c] : y[c];
    });
  });
  clamp_results(options_of<Options>(call.node).fused_activation_function, call.outputs[0]);
}

/// The gradient goes to the first cell, row by row, that is the largest.
void gradient(const GradientCall& call) {
  check_nothing_fused<Options>(call.node);
  const FloatView& dx = call.input_gradients[0];
  if (dx.data == nullptr) return;
  if (!call.accumulate[0]) std::fill_n(dx.data, dx.size(), 0.0f);
  const PoolPlan plan = plan_pool_2d(call.node, call.inputs[0], call.outputs[0]);
  const float* const x = call.inputs[0].data;
  for_each_window(plan, [&](std::int64_t image, const PoolWindow& window, std::int64_t place) {
    for (std::int64_t c = 0; c < plan.channels; ++c) {
      const float largest = call.outputs[0].data[place + c];
      std::int64_t first = -1;
      for_each_cell(plan, image, window, [&](std::int64_t cell) {
        if (first < 0 && x[cell + c] == largest) first = cell + c;
      });
      if (first >= 0) dx.data[first] += call.output_gradients[0].data[place + c];
    }
  });
}

EmittedOperator emit(const EmitRequest& request) { return emit_pool_2d(request, "max_pool_2d"); }

constexpr std::array emitters = {KernelEmitter{"MaxPool2DInt8", emit}, KernelEmitter{"MaxPool2DFloat32", emit}};

}  // namespace

extern const Record max_pool_2d_record;
const Record max_pool_2d_record = {
    .code = 17,
    .name = "MAX_POOL_2D",
    .summary = "The largest of each window's cells that lie inside the input.",
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
};

}  // namespace kvant::ops
