// SPDX-License-Identifier: Apache-2.0
// QUANTIZE: float32 to integers, or from one integer type and scale to another.
#include "ops/elementwise.h"

namespace kvant::ops {
namespace {
QuantizationRule quantization() { return {.inputs = {OperandRole::not_quantized}, .supported = false}; }
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
};

}  // namespace kvant::ops
