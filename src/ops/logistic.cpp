// SPDX-License-Identifier: Apache-2.0
// LOGISTIC: y = 1 / (1 + exp(-x)): Keras' sigmoid.
#include "ops/elementwise.h"
#include "ops/emit_fixed_curve.h"

#include <kvant_micro/kernels/logistic.h>

#include <array>

namespace kvant::ops {
namespace {

QuantizationRule quantization() {
  return {.inputs = {OperandRole::activation}, .fixed_output = {.scale = 1.0f / 256.0f, .zero_point = -128}};
}

void run_float(const FloatCall& call) {
  const FloatView &x = call.inputs[0], &y = call.outputs[0];
  for (std::int64_t i = 0; i < x.size(); ++i) y.data[i] = kvant_micro::float_logistic(x.data[i]);
}

void gradient(const GradientCall& call) {
  give_elementwise_gradient(call, [](float dy, float, float y) { return dy * y * (1.0f - y); });
}

EmittedOperator emit(const EmitRequest& request) { return emit_fixed_curve(request, "logistic"); }

constexpr std::array emitters = {KernelEmitter{"LogisticInt8", emit}, KernelEmitter{"LogisticFloat32", emit}};

}  // namespace

extern const Record logistic_record;
const Record logistic_record = {
    .code = 14,
    .name = "LOGISTIC",
    .summary = "1 / (1 + exp(-x)), element by element: Keras' sigmoid.",
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
