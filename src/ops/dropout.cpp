// SPDX-License-Identifier: Apache-2.0
// DROPOUT: while training each number becomes 0 with a chance of rate, the others grow by 1 / (1 - rate); else y = x.
// The second result keeps what each number was multiplied by.
#include "linear/random_dropout.h"
#include "linear/threads.h"
#include "ops/elementwise.h"

#include <algorithm>

namespace kvant::ops {
namespace {

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  const Shape& shape = graph.at(node.inputs.at(0)).shape;
  return {shape, shape};
}

QuantizationRule quantization() { return {.inputs = {OperandRole::activation}, .supported = false}; }

void run_float(const FloatCall& call) {
  const FloatView &x = call.inputs[0], &y = call.outputs[0];
  const auto& options = std::get<graph::DropoutOptions>(call.node.training_options);
  if (call.training == nullptr) {
    std::copy_n(x.data, x.size(), y.data);
    return;
  }
  float* const factors = call.outputs[1].data;
  const auto kept = static_cast<std::uint32_t>((1.0 - static_cast<double>(options.rate)) * 4294967295.0);
  const float growth = 1.0f / (1.0f - options.rate);
  const auto low = [](std::uint64_t number) { return static_cast<std::uint32_t>(number); };
  const std::uint64_t step = call.training->step, seed = call.training->seed;
  const linear::Dropout dropout = {.key = {low(seed), low(seed >> 32)},
                                   .counter = {low(step), low(step >> 32), ~low(options.stream)},
                                   .kept = kept,
                                   .growth = growth};
  linear::drop_at_random(dropout, x.data, factors, y.data, x.size());
}

void gradient(const GradientCall& call) {
  const FloatView& dx = call.input_gradients[0];
  if (dx.data == nullptr) return;
  const float *dy = call.output_gradients[0].data, *factors = call.outputs[1].data;
  const bool dropped = call.training != nullptr, accumulate = call.accumulate[0];
  linear::for_each_stretch(dx.size(), linear::number_cost, [&](std::int64_t first, std::int64_t count) {
    for (std::int64_t i = first; i < first + count; ++i) {
      const float passed = dropped ? dy[i] * factors[i] : dy[i];
      dx.data[i] = accumulate ? dx.data[i] + passed : passed;
    }
  });
}

}  // namespace

extern const Record dropout_record;
const Record dropout_record = {
    .code = graph::dropout_code,
    .name = "DROPOUT",
    .summary = "Sets some numbers to 0 while training, at random, so that a network does not rely on single ones.",
    .infer_shape = infer_shape,
    .tflite_version = version_one,
    .min_runtime = runtime_since_1_5,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .in_place = true,
    .gradient_reads_inputs = false,
    .gradient_reads_result = false,
};

}  // namespace kvant::ops
