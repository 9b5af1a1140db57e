// SPDX-License-Identifier: Apache-2.0
// QUANTIZE: float32 to integers, or from one integer type and scale to another.
#include "ops/elementwise.h"

#include <kvant_micro/kernels/quantize.h>

#include <array>

namespace kvant::ops {
namespace {
QuantizationRule quantization() { return {.inputs = {OperandRole::not_quantized}, .supported = false}; }

EmittedOperator emit(const EmitRequest& request, bool from_float) {
  const auto& params = *static_cast<const kvant_micro::QuantizeParams*>(request.params);
  std::vector<EmittedField> fields = {
      {"uint32_t", "count", std::to_string(params.count)},
      {"uint32_t", "scale_bits", std::to_string(params.scale_bits) + "u"},
      {"int32_t", "output_zero_point", std::to_string(params.output_zero_point)},
  };
  if (!from_float) {
    fields.push_back({"int32_t", "multiplier", std::to_string(params.multiplier)});
    fields.push_back({"int32_t", "shift", std::to_string(params.shift)});
    fields.push_back({"int32_t", "input_zero_point", std::to_string(params.input_zero_point)});
  }
  return {emit_struct(request.name, fields), "kvant_micro::quantize(" + request.name + "(), " + request.inputs.at(0) +
                                                 ", " + request.outputs.at(0) + ");"};
}

EmittedOperator emit_from_float(const EmitRequest& request) { return emit(request, true); }
EmittedOperator emit_from_integer(const EmitRequest& request) { return emit(request, false); }

constexpr std::array emitters = {
    KernelEmitter{"QuantizeFloat32ToInt8", emit_from_float}, KernelEmitter{"QuantizeFloat32ToUint8", emit_from_float},
    KernelEmitter{"QuantizeInt8ToInt8", emit_from_integer}, KernelEmitter{"QuantizeInt8ToUint8", emit_from_integer},
    KernelEmitter{"QuantizeUint8ToInt8", emit_from_integer}};

}  // namespace

extern const Record quantize_record;
const Record quantize_record = {
    .code = 114,
    .name = "QUANTIZE",
    .summary = "x / scale + zero point, rounded half away from zero and saturated.",
    .infer_shape = infer_same_shape,
    .tflite_version = version_one,
    .min_runtime = runtime_1_14,
    .cost = no_cost,
    .quantization = quantization,
    .emitters = emitters,
    .in_place = true,
};

}  // namespace kvant::ops
