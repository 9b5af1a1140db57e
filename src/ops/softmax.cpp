// SPDX-License-Identifier: Apache-2.0
// SOFTMAX: exp(beta x) over the sum of exp(beta x), along the last axis.
#include "ops/elementwise.h"
#include "ops/options.h"

#include <kvant/types/error.h>
#include <kvant_micro/kernels/softmax.h>

#include <algorithm>
#include <array>
#include <bit>

namespace kvant::ops {
namespace {

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  const Shape& input = graph.at(node.inputs.at(0)).shape;
  if (input.empty()) throw Error(node.layer, "softmax needs at least one axis", to_string(input));
  return {input};
}

QuantizationRule quantization() {
  return {.inputs = {OperandRole::activation}, .fixed_output = {.scale = 1.0f / 256.0f, .zero_point = -128}};
}

float beta_of(const graph::Node& node) { return options_of<tflite::SoftmaxOptionsT>(node).beta; }

std::int64_t depth_of(const FloatView& x) { return x.length(x.tensor->shape.size() - 1); }

/// As the chip's kernel, whose params these are.
struct Layer {
  std::uint32_t rows, depth, beta_bits;
};

void run_float(const FloatCall& call) {
  const FloatView& x = call.inputs[0];
  const std::int64_t depth = depth_of(x);
  const Layer layer = {static_cast<std::uint32_t>(x.size() / depth), static_cast<std::uint32_t>(depth),
                       std::bit_cast<std::uint32_t>(beta_of(call.node))};
  kvant_micro::softmax(layer, x.data, call.outputs[0].data);
}

/// dx = beta y (dy - sum of dy y).
void gradient(const GradientCall& call) {
  const FloatView& dx = call.input_gradients[0];
  if (dx.data == nullptr) return;
  const float beta = beta_of(call.node);
  const std::int64_t depth = depth_of(call.inputs[0]);
  for (std::int64_t row = 0; row < dx.size(); row += depth) {
    const float *const y = call.outputs[0].data + row, *const dy = call.output_gradients[0].data + row;
    float sum = 0.0f;
    for (std::int64_t i = 0; i < depth; ++i) sum += dy[i] * y[i];
    for (std::int64_t i = 0; i < depth; ++i) {
      const float d = beta * y[i] * (dy[i] - sum);
      dx.data[row + i] = call.accumulate[0] ? dx.data[row + i] + d : d;
    }
  }
}

EmittedOperator emit(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::SoftmaxParams*>(request.params);
  const std::array fields = std::to_array<EmittedField>({
      uint32_field("rows", params.rows),
      uint32_field("depth", params.depth),
      int32_field("multiplier", params.multiplier),
      int32_field("shift", params.shift),
      int32_field("diff_min", params.diff_min),
      uint32_field("beta_bits", params.beta_bits),
  });
  return emit_call(request, "softmax", fields);
}

constexpr std::array emitters = {KernelEmitter{"SoftmaxInt8", emit}, KernelEmitter{"SoftmaxFloat32", emit}};

}  // namespace

extern const Record softmax_record;
const Record softmax_record = {
    .code = 25,
    .name = "SOFTMAX",
    .summary = "Turns numbers into shares of 1 along the last axis: exp(beta x) over their sum.",
    .infer_shape = infer_shape,
    .tflite_version = version_by_int8,
    .min_runtime = runtime_since_1_5,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .emitters = emitters,
    .in_place = true,
    .gradient_reads_inputs = false,
};

}  // namespace kvant::ops
