// SPDX-License-Identifier: Apache-2.0
// PAD: zeros before and after the numbers along each axis: Keras' ZeroPadding2D.
#include "ops/elementwise.h"

#include <kvant/types/error.h>
#include <kvant_micro/kernels/pad.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kvant::ops {
namespace {

/// Zeros on both sides of an axis.
struct Padding {
  std::int64_t before, after;
};

/// By axis, from the constant operand of shape [rank, 2].
std::vector<Padding> read_paddings(const graph::Node& node, const graph::Tensor& tensor, std::size_t rank) {
  if (!tensor.is_constant() || tensor.dtype != DType::int32)
    throw Error(node.layer, "the paddings must be a constant of int32 numbers", tensor.name);
  const auto values = std::as_const(*tensor.data).values<std::int32_t>();
  if (values.size() != 2 * rank)
    throw Error(node.layer, "needs two paddings for each of its " + std::to_string(rank) + " axes",
                std::to_string(values.size()));
  std::vector<Padding> paddings;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    paddings.push_back({values[2 * axis], values[2 * axis + 1]});
    const std::int64_t smallest = std::min(paddings[axis].before, paddings[axis].after);
    if (smallest < 0) throw Error(node.layer, "a padding cannot be negative", std::to_string(smallest));
  }
  return paddings;
}

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  Shape output = graph.at(node.inputs.at(0)).shape;
  const std::vector<Padding> paddings = read_paddings(node, graph.at(node.inputs.at(1)), output.size());
  for (std::size_t axis = 0; axis < output.size(); ++axis) {
    const std::int64_t more = paddings[axis].before + paddings[axis].after;
    if (output[axis] != unknown_length)
      output[axis] += more;
    else if (more != 0)
      throw Error(node.layer, "the batch cannot be padded", std::to_string(more));
  }
  return {output};
}

QuantizationRule quantization() {
  return {.inputs = {OperandRole::activation, OperandRole::not_quantized}, .same_scale = true};
}

/// visit(place in x, place in y, count): each run of numbers along the last axis.
template <class Visit>
void for_each_run(const graph::Node& node, const FloatView& x, const FloatView& paddings, const FloatView& y,
                  Visit visit) {
  const std::size_t rank = x.tensor->shape.size();
  const std::vector<Padding> around = read_paddings(node, *paddings.tensor, rank);
  if (x.size() == 0) return;
  const std::int64_t count = rank == 0 ? 1 : x.length(rank - 1);
  for (std::int64_t from = 0; from < x.size(); from += count) {
    std::int64_t rest = from, to = 0, block = 1;
    for (std::size_t axis = rank; axis > 0; --axis) {
      to += (rest % x.length(axis - 1) + around[axis - 1].before) * block;
      rest /= x.length(axis - 1);
      block *= y.length(axis - 1);
    }
    visit(from, to, count);
  }
}

void run_float(const FloatCall& call) {
  const FloatView &x = call.inputs[0], &y = call.outputs[0];
  std::fill_n(y.data, y.size(), 0.0f);
  for_each_run(call.node, x, call.inputs[1], y, [&](std::int64_t from, std::int64_t to, std::int64_t count) {
    std::copy_n(x.data + from, count, y.data + to);
  });
}

void gradient(const GradientCall& call) {
  float* const dx = call.input_gradients[0].data;
  if (dx == nullptr) return;
  const float* const dy = call.output_gradients[0].data;
  for_each_run(call.node, call.inputs[0], call.inputs[1], call.outputs[0],
               [&](std::int64_t from, std::int64_t to, std::int64_t count) {
                 for (std::int64_t i = 0; i < count; ++i)
                   dx[from + i] = call.accumulate[0] ? dx[from + i] + dy[to + i] : dy[to + i];
               });
}

EmittedOperator emit(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::PadParams*>(request.params);
  const std::array fields = std::to_array<EmittedField>({
      uint32_field("length_0", params.length_0),
      uint32_field("length_1", params.length_1),
      uint32_field("length_2", params.length_2),
      uint32_field("length_3", params.length_3),
      uint32_field("before_0", params.before_0),
      uint32_field("before_1", params.before_1),
      uint32_field("before_2", params.before_2),
      uint32_field("before_3", params.before_3),
      uint32_field("output_0", params.output_0),
      uint32_field("output_1", params.output_1),
      uint32_field("output_2", params.output_2),
      uint32_field("output_3", params.output_3),
      int32_field("value", params.value),
  });
  return emit_call(request, "pad", fields);
}

constexpr std::array emitters = {KernelEmitter{"PadInt8", emit}, KernelEmitter{"PadFloat32", emit}};

}  // namespace

extern const Record pad_record;
const Record pad_record = {
    .code = 34,
    .name = "PAD",
    .summary = "Zeros before and after the numbers along each axis: Keras' ZeroPadding2D.",
    .infer_shape = infer_shape,
    .tflite_version = version_by_int8,
    .min_runtime = runtime_since_1_5,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .emitters = emitters,
};

}  // namespace kvant::ops
