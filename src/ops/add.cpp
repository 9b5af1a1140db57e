// SPDX-License-Identifier: Apache-2.0
// ADD: y = activation(a + b), one of them repeated where it is shorter.
#include "ops/broadcast_plan.h"
#include "ops/elementwise.h"
#include "ops/emit_sum.h"

#include <kvant_micro/kernels/add.h>

#include <array>

namespace kvant::ops {
namespace {

using Options = tflite::AddOptionsT;

QuantizationRule quantization() { return {.inputs = {OperandRole::activation, OperandRole::activation}}; }

void run_float(const FloatCall& call) {
  combine_broadcast(call, [](float a, float b) { return a + b; });
  clamp_results(options_of<Options>(call.node).fused_activation_function, call.outputs[0]);
}

void gradient(const GradientCall& call) {
  check_nothing_fused<Options>(call.node);
  const auto slope = [](float dy, float, float) { return dy; };
  give_broadcast_gradient(call, 0, slope);
  give_broadcast_gradient(call, 1, slope);
}

EmittedOperator emit_int8(const EmitRequest& request) { return emit_sum_int8(request, "add"); }
EmittedOperator emit_float32(const EmitRequest& request) { return emit_broadcast<float>(request, "add"); }

constexpr std::array emitters = {KernelEmitter{"AddInt8", emit_int8}, KernelEmitter{"AddFloat32", emit_float32}};

}  // namespace

extern const Record add_record;
const Record add_record = {
    .code = 0,
    .name = "ADD",
    .summary = "The sum of two operands, element by element.",
    .infer_shape = infer_broadcast,
    .tflite_version = version_by_int8,
    .min_runtime = runtime_since_1_5,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .fuse_activation = fuse_activation<Options>,
    .fused_activation = fused_activation<Options>,
    .emitters = emitters,
    .in_place = true,
    .gradient_reads_inputs = false,
    .gradient_reads_result = false,
};

}  // namespace kvant::ops
