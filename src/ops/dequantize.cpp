// SPDX-License-Identifier: Apache-2.0
// DEQUANTIZE: integers to float32.
#include "ops/elementwise.h"

#include <kvant_micro/kernels/dequantize.h>

#include <array>

namespace kvant::ops {
namespace {
QuantizationRule quantization() { return {.inputs = {OperandRole::not_quantized}, .supported = false}; }

EmittedOperator emit(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::DequantizeParams*>(request.params);
  const std::array fields = std::to_array<EmittedField>({
      {"uint32_t", "count", std::to_string(params.count)},
      {"uint32_t", "scale_bits", std::to_string(params.scale_bits) + "u"},
      {"int32_t", "zero_point", std::to_string(params.zero_point)},
  });
  return {emit_struct(request.name, fields), "kvant_micro::dequantize(" + request.name + "(), " + request.inputs.at(0) +
                                                 ", " + request.outputs.at(0) + ");"};
}

constexpr std::array emitters = {KernelEmitter{"DequantizeInt8ToFloat32", emit},
                                 KernelEmitter{"DequantizeUint8ToFloat32", emit}};

}  // namespace

extern const Record dequantize_record;
const Record dequantize_record = {
    .code = 6,
    .name = "DEQUANTIZE",
    .summary = "scale * (q - zero point).",
    .infer_shape = infer_same_shape,
    .tflite_version = version_by_int8,
    .min_runtime = runtime_1_14,
    .cost = no_cost,
    .quantization = quantization,
    .emitters = emitters,
};

}  // namespace kvant::ops
