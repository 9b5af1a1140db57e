// SPDX-License-Identifier: Apache-2.0
// RELU6: y = min(max(x, 0), 6). On the chip it runs as the fused activation of the operator before it.
#include "linear/dense_product.h"
#include "ops/elementwise.h"

namespace kvant::ops {
namespace {

/// TFLM's int8 kernel clamps without rescaling, which is right only where both scales are equal.
QuantizationRule quantization() { return {.inputs = {OperandRole::activation}, .supported = false}; }

void run_float(const FloatCall& call) {
  linear::relu6_forward(call.inputs[0].data, call.outputs[0].data, call.inputs[0].size());
}

void gradient(const GradientCall& call) {
  if (call.input_gradients[0].data == nullptr) return;
  linear::relu6_backward(call.outputs[0].data, call.output_gradients[0].data, call.input_gradients[0].data,
                         call.outputs[0].size(), call.accumulate[0]);
}

}  // namespace

extern const Record relu6_record;
const Record relu6_record = {
    .code = 21,
    .name = "RELU6",
    .summary = "x held between 0 and 6, element by element.",
    .infer_shape = infer_same_shape,
    .tflite_version = version_by_int8,
    .min_runtime = runtime_since_1_5,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .as_activation = 3,
    .in_place = true,
};

}  // namespace kvant::ops
