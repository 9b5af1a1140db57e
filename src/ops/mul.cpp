// SPDX-License-Identifier: Apache-2.0
// MUL: y = activation(a * b), one of them repeated where it is shorter.
#include "ops/broadcast_plan.h"
#include "ops/elementwise.h"
#include "ops/emit_broadcast.h"

#include <kvant_micro/kernels/mul.h>

#include <array>

namespace kvant::ops {
namespace {

using Options = tflite::MulOptionsT;

float scale_of(const graph::Tensor& tensor) {
  return tensor.quantization.present() ? tensor.quantization.scales[0] : 0.0f;
}

/// Int8 that is multiplied by 1 or more came later.
std::int32_t version(const graph::Graph& graph, const graph::Node& node) {
  const graph::Tensor &first = graph.at(node.inputs.at(0)), &second = graph.at(node.inputs.at(1));
  if (first.dtype != DType::int8) return 1;
  const float output = scale_of(graph.at(node.outputs.at(0)));
  return output > 0.0f && scale_of(first) * scale_of(second) / output >= 1.0f ? 3 : 2;
}

const char* min_runtime(std::int32_t version) { return version == 3 ? "1.15.0" : runtime_since_1_5(version); }

QuantizationRule quantization() { return {.inputs = {OperandRole::activation, OperandRole::activation}}; }

void run_float(const FloatCall& call) {
  combine_broadcast(call, [](float a, float b) { return a * b; });
  clamp_results(options_of<Options>(call.node).fused_activation_function, call.outputs[0]);
}

void gradient(const GradientCall& call) {
  check_nothing_fused<Options>(call.node);
  give_broadcast_gradient(call, 0, [](float dy, float, float b) { return dy * b; });
  give_broadcast_gradient(call, 1, [](float dy, float a, float) { return dy * a; });
}

EmittedOperator emit_int8(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::MulParams*>(request.params);
  return emit_broadcast<std::int8_t>(
      request, "mul",
      {int32_field("first_zero_point", params.first_zero_point),
       int32_field("second_zero_point", params.second_zero_point), int32_field("zero_point", params.zero_point),
       int32_field("multiplier", params.multiplier), int32_field("shift", params.shift), int32_field("low", params.low),
       int32_field("high", params.high)});
}
EmittedOperator emit_float32(const EmitRequest& request) { return emit_broadcast<float>(request, "mul"); }

constexpr std::array emitters = {KernelEmitter{"MulInt8", emit_int8}, KernelEmitter{"MulFloat32", emit_float32}};

}  // namespace

extern const Record mul_record;
const Record mul_record = {
    .code = 18,
    .name = "MUL",
    .summary = "The product of two operands, element by element.",
    .infer_shape = infer_broadcast,
    .tflite_version = version,
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
