// SPDX-License-Identifier: Apache-2.0
// DEQUANTIZE: integers to float32.
#include "ops/elementwise.h"

namespace kvant::ops {
namespace {
QuantizationRule quantization() { return {.inputs = {OperandRole::not_quantized}, .supported = false}; }

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
};

}  // namespace kvant::ops
