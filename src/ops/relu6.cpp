// SPDX-License-Identifier: Apache-2.0
// RELU6: y = min(max(x, 0), 6).
#include "linear/dense_product.h"
#include "ops/elementwise.h"

#include <kvant_micro/kernels/relu6.h>

#include <array>

namespace kvant::ops {
namespace {

QuantizationRule quantization() { return {.inputs = {OperandRole::activation}}; }

void run_float(const FloatCall& call) {
  linear::relu6_forward(call.inputs[0].data, call.outputs[0].data, call.inputs[0].size());
}

void gradient(const GradientCall& call) {
  if (call.input_gradients[0].data == nullptr) return;
  linear::relu6_backward(call.outputs[0].data, call.output_gradients[0].data, call.input_gradients[0].data,
                         call.outputs[0].size(), call.accumulate[0]);
}

EmittedOperator emit(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::Relu6Params*>(request.params);
  const std::array fields = std::to_array<EmittedField>({
      uint32_field("count", params.count),
      int32_field("multiplier", params.multiplier),
      int32_field("shift", params.shift),
      int32_field("input_zero_point", params.input_zero_point),
      int32_field("output_zero_point", params.output_zero_point),
      int32_field("high", params.high),
  });
  return emit_call(request, "relu6", fields);
}

constexpr std::array emitters = {KernelEmitter{"Relu6Int8", emit}, KernelEmitter{"Relu6Float32", emit}};

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
    .emitters = emitters,
    .as_activation = 3,
    .in_place = true,
    .gradient_reads_inputs = false,
};

}  // namespace kvant::ops
