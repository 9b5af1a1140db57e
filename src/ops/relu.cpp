// SPDX-License-Identifier: Apache-2.0
// RELU: y = max(x, 0).
#include "linear/dense_product.h"
#include "ops/elementwise.h"

namespace kvant::ops {
namespace {

QuantizationRule quantization() { return {.inputs = {OperandRole::activation}}; }

void run_float(const FloatCall& call) {
  linear::relu_forward(call.inputs[0].data, call.outputs[0].data, call.inputs[0].size());
}

void gradient(const GradientCall& call) {
  if (call.input_gradients[0].data == nullptr) return;
  linear::relu_backward(call.outputs[0].data, call.output_gradients[0].data, call.input_gradients[0].data,
                        call.outputs[0].size(), call.accumulate[0]);
}

}  // namespace

extern const Record relu_record;
const Record relu_record = {
    .code = 19,
    .name = "RELU",
    .summary = "The larger of x and 0, element by element.",
    .infer_shape = infer_same_shape,
    .tflite_version = version_by_int8,
    .min_runtime = runtime_since_1_5,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .as_activation = 1,
};

}  // namespace kvant::ops
