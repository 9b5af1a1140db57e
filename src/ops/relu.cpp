// SPDX-License-Identifier: Apache-2.0
// RELU: y = max(x, 0).
#include "linear/dense_product.h"
#include "ops/elementwise.h"

#include <kvant_micro/kernels/relu.h>

#include <array>

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

EmittedOperator emit(const EmitRequest& request, std::span<const EmittedField> fields) {
  return {emit_struct(request.name, fields),
          "kvant_micro::relu(" + request.name + "(), " + request.inputs.at(0) + ", " + request.outputs.at(0) + ");"};
}

EmittedOperator emit_int8(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::ReluParams*>(request.params);
  const std::array fields = std::to_array<EmittedField>({
      {"uint32_t", "count", std::to_string(params.count)},
      {"int32_t", "multiplier", std::to_string(params.multiplier)},
      {"int32_t", "shift", std::to_string(params.shift)},
      {"int32_t", "input_zero_point", std::to_string(params.input_zero_point)},
      {"int32_t", "output_zero_point", std::to_string(params.output_zero_point)},
  });
  return emit(request, fields);
}

EmittedOperator emit_float32(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::ReluParams*>(request.params);
  return emit(request, std::array{EmittedField{"uint32_t", "count", std::to_string(params.count)}});
}

constexpr std::array emitters = {KernelEmitter{"ReluInt8", emit_int8}, KernelEmitter{"ReluFloat32", emit_float32}};

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
    .emitters = emitters,
    .as_activation = 1,
    .in_place = true,
    .gradient_reads_inputs = false,
};

}  // namespace kvant::ops
