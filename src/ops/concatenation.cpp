// SPDX-License-Identifier: Apache-2.0
// CONCATENATION: the operands behind each other along an axis.
#include "ops/elementwise.h"
#include "ops/options.h"

#include <kvant/types/error.h>
#include <kvant_micro/kernels/concatenation.h>

#include <algorithm>
#include <array>

namespace kvant::ops {
namespace {

/// Counted from the first.
std::size_t axis_of(const graph::Node& node, std::size_t rank) {
  const std::int64_t axis = options_of<tflite::ConcatenationOptionsT>(node).axis;
  const std::int64_t from_start = axis < 0 ? axis + static_cast<std::int64_t>(rank) : axis;
  if (from_start < 0 || from_start >= static_cast<std::int64_t>(rank))
    throw Error(node.layer, "has no such axis among its " + std::to_string(rank), std::to_string(axis));
  return static_cast<std::size_t>(from_start);
}

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  Shape output = graph.at(node.inputs.at(0)).shape;
  const std::size_t axis = axis_of(node, output.size());
  output[axis] = 0;
  for (const graph::TensorId id : node.inputs) {
    const Shape& input = graph.at(id).shape;
    bool fits = input.size() == output.size() && input[axis] != unknown_length;
    for (std::size_t i = 0; fits && i < input.size(); ++i) fits = i == axis || input[i] == output[i];
    if (!fits) {
      throw Error(node.layer, "operands may differ in length along axis " + std::to_string(axis) + " alone",
                  to_string(graph.at(node.inputs[0]).shape) + " and " + to_string(input));
    }
    output[axis] += input[axis];
  }
  return {output};
}

QuantizationRule quantization() { return {.same_scale = true}; }

/// visit(operand, its first number, the output's, count): each run of numbers that stand together in both.
template <class Visit>
void for_each_part(const graph::Node& node, std::span<const FloatView> inputs, const FloatView& output, Visit visit) {
  const std::size_t rank = output.tensor->shape.size(), axis = axis_of(node, rank);
  std::int64_t rows = 1, begin = 0;
  for (std::size_t i = 0; i < axis; ++i) rows *= output.length(i);
  for (std::size_t operand = 0; operand < inputs.size(); ++operand) {
    const std::int64_t count = inputs[operand].size() / rows;
    for (std::int64_t r = 0; r < rows; ++r) visit(operand, r * count, r * (output.size() / rows) + begin, count);
    begin += count;
  }
}

void run_float(const FloatCall& call) {
  const FloatView& y = call.outputs[0];
  for_each_part(call.node, call.inputs, y,
                [&](std::size_t operand, std::int64_t from, std::int64_t to, std::int64_t count) {
                  std::copy_n(call.inputs[operand].data + from, count, y.data + to);
                });
}

void gradient(const GradientCall& call) {
  const float* const dy = call.output_gradients[0].data;
  for_each_part(call.node, call.inputs, call.outputs[0],
                [&](std::size_t operand, std::int64_t from, std::int64_t to, std::int64_t count) {
                  float* const dx = call.input_gradients[operand].data;
                  if (dx == nullptr) return;
                  for (std::int64_t i = 0; i < count; ++i)
                    dx[from + i] = call.accumulate[operand] ? dx[from + i] + dy[to + i] : dy[to + i];
                });
}

/// A call for each operand; a constant one is written down as bytes.
EmittedOperator emit(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::ConcatenationParams*>(request.params);
  const auto operands = numbers_at<kvant_micro::ConcatenationOperand>(request, params.operands, params.count);
  EmittedOperator all;
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    EmitRequest part = request;
    part.name += "_" + std::to_string(i);
    const std::array fields = {uint32_field("rows", params.rows), uint32_field("row_bytes", params.row_bytes),
                               uint32_field("begin", begin), uint32_field("bytes", operands[i].bytes)};
    std::string operand = request.inputs.at(i), definitions;
    if (operand.empty()) {
      const auto bytes = numbers_at<std::int8_t>(request, operands[i].input, params.rows * operands[i].bytes);
      definitions = emit_array("int8_t", part.name + "_bytes", to_texts(bytes));
      operand = "kvant_micro::constants(" + part.name + "_bytes)";
    }
    const EmittedOperator emitted = emit_call(part, "concatenation", fields, operand, definitions);
    all.constants += emitted.constants;
    all.call += (i == 0 ? "" : "\n  ") + emitted.call;
    begin += operands[i].bytes;
  }
  return all;
}

constexpr std::array emitters = {KernelEmitter{"ConcatenationBytes", emit}};

}  // namespace

extern const Record concatenation_record;
const Record concatenation_record = {
    .code = 2,
    .name = "CONCATENATION",
    .summary = "The operands behind each other along an axis.",
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
