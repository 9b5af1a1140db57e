// SPDX-License-Identifier: Apache-2.0
// SUB: y = activation(a - b), one of them repeated where it is shorter.
#include "ops/broadcast_plan.h"
#include "ops/elementwise.h"
#include "ops/emit_sum.h"

#include <kvant_micro/kernels/sub.h>

#include <array>

namespace kvant::ops {
namespace {

using Options = tflite::SubOptionsT;

const char* min_runtime(std::int32_t version) { return version == 1 ? "1.6.0" : "1.14.0"; }

QuantizationRule quantization() { return {.inputs = {OperandRole::activation, OperandRole::activation}}; }

void run_float(const FloatCall& call) {
  combine_broadcast(call, [](float a, float b) { return a - b; });
  clamp_results(options_of<Options>(call.node).fused_activation_function, call.outputs[0]);
}

void gradient(const GradientCall& call) {
  check_nothing_fused<Options>(call.node);
  give_broadcast_gradient(call, 0, [](float dy, float, float) { return dy; });
  give_broadcast_gradient(call, 1, [](float dy, float, float) { return -dy; });
}

EmittedOperator emit_int8(const EmitRequest& request) { return emit_sum_int8(request, "sub"); }
EmittedOperator emit_float32(const EmitRequest& request) { return emit_broadcast<float>(request, "sub"); }

constexpr std::array emitters = {KernelEmitter{"SubInt8", emit_int8}, KernelEmitter{"SubFloat32", emit_float32}};

}  // namespace

extern const Record sub_record;
const Record sub_record = {
    .code = 41,
    .name = "SUB",
    .summary = "The difference of two operands, element by element.",
    .infer_shape = infer_broadcast,
    .tflite_version = version_by_int8,
    .min_runtime = min_runtime,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .fuse_activation = fuse_activation<Options>,
    .fused_activation = fused_activation<Options>,
    .emitters = emitters,
    .in_place = true,
};

}  // namespace kvant::ops
