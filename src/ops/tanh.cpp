// SPDX-License-Identifier: Apache-2.0
// TANH: y = tanh(x).
#include "ops/elementwise.h"
#include "ops/emit_fixed_curve.h"

#include <kvant_micro/kernels/tanh.h>

#include <array>

namespace kvant::ops {
namespace {

QuantizationRule quantization() {
  return {.inputs = {OperandRole::activation}, .fixed_output = {.scale = 1.0f / 128.0f, .zero_point = 0}};
}

void run_float(const FloatCall& call) {
  const FloatView &x = call.inputs[0], &y = call.outputs[0];
  for (std::int64_t i = 0; i < x.size(); ++i) y.data[i] = kvant_micro::float_tanh(x.data[i]);
}

void gradient(const GradientCall& call) {
  give_elementwise_gradient(call, [](float dy, float, float y) { return dy * (1.0f - y * y); });
}

EmittedOperator emit(const EmitRequest& request) { return emit_fixed_curve(request, "tanh"); }

constexpr std::array emitters = {KernelEmitter{"TanhInt8", emit}, KernelEmitter{"TanhFloat32", emit}};

}  // namespace

extern const Record tanh_record;
const Record tanh_record = {
    .code = 28,
    .name = "TANH",
    .summary = "The hyperbolic tangent, element by element.",
    .infer_shape = infer_same_shape,
    .tflite_version = version_by_int8,
    .min_runtime = runtime_1_14,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .emitters = emitters,
    .in_place = true,
};

}  // namespace kvant::ops
