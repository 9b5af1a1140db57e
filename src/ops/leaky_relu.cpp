// SPDX-License-Identifier: Apache-2.0
// LEAKY_RELU: y = x where x is above 0, else alpha * x.
#include "ops/elementwise.h"
#include "ops/options.h"

#include <kvant_micro/kernels/leaky_relu.h>

#include <array>

namespace kvant::ops {
namespace {

float alpha_of(const graph::Node& node) { return options_of<tflite::LeakyReluOptionsT>(node).alpha; }

const char* min_runtime(std::int32_t) { return "1.13.1"; }

QuantizationRule quantization() { return {.inputs = {OperandRole::activation}}; }

void run_float(const FloatCall& call) {
  const FloatView &x = call.inputs[0], &y = call.outputs[0];
  const float alpha = alpha_of(call.node);
  for (std::int64_t i = 0; i < x.size(); ++i) y.data[i] = x.data[i] > 0.0f ? x.data[i] : alpha * x.data[i];
}

void gradient(const GradientCall& call) {
  const float alpha = alpha_of(call.node);
  give_elementwise_gradient(call, [alpha](float dy, float x, float) { return x > 0.0f ? dy : alpha * dy; });
}

EmittedOperator emit(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::LeakyReluParams*>(request.params);
  const std::array fields = std::to_array<EmittedField>({
      uint32_field("count", params.count),
      int32_field("input_zero_point", params.input_zero_point),
      int32_field("multiplier", params.multiplier),
      int32_field("shift", params.shift),
      int32_field("alpha_multiplier", params.alpha_multiplier),
      int32_field("alpha_shift", params.alpha_shift),
      int32_field("output_zero_point", params.output_zero_point),
      uint32_field("alpha_bits", params.alpha_bits),
  });
  return emit_call(request, "leaky_relu", fields);
}

constexpr std::array emitters = {KernelEmitter{"LeakyReluInt8", emit}, KernelEmitter{"LeakyReluFloat32", emit}};

}  // namespace

extern const Record leaky_relu_record;
const Record leaky_relu_record = {
    .code = 98,
    .name = "LEAKY_RELU",
    .summary = "x where it is above 0, and a part of x elsewhere, element by element.",
    .infer_shape = infer_same_shape,
    .tflite_version = version_one,
    .min_runtime = min_runtime,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .emitters = emitters,
    .in_place = true,
};

}  // namespace kvant::ops
