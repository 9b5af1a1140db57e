// SPDX-License-Identifier: Apache-2.0
// RESHAPE: the same numbers in another shape.
#include "ops/elementwise.h"
#include "ops/options.h"

#include <kvant/types/error.h>
#include <kvant_micro/kernels/reshape.h>

#include <algorithm>
#include <array>

namespace kvant::ops {
namespace {

/// From the constant operand, or an old file's options. -1: any length, or the batch.
Shape wanted_shape(const graph::Graph& graph, const graph::Node& node) {
  Shape wanted;
  if (node.inputs.size() > 1 && node.inputs[1] != graph::no_tensor) {
    const graph::Tensor& tensor = graph.at(node.inputs[1]);
    if (!tensor.is_constant() || tensor.dtype != DType::int32)
      throw Error(node.layer, "the new shape must be a constant of int32 numbers", tensor.name);
    const auto values = std::as_const(*tensor.data).values<std::int32_t>();
    wanted.assign(values.begin(), values.end());
  } else {
    const auto& values = options_of<tflite::ReshapeOptionsT>(node).new_shape;
    wanted.assign(values.begin(), values.end());
  }
  return wanted;
}

/// Product of the known lengths, and how many are not.
struct KnownSize {
  std::int64_t product = 1, unknown = 0;
};
KnownSize known_size(const Shape& shape) {
  KnownSize size;
  for (const std::int64_t length : shape) {
    if (length == unknown_length)
      ++size.unknown;
    else
      size.product *= length;
  }
  return size;
}

/// A batch of unknown length goes through as the one -1; else that is what is left of the elements.
std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  const Shape& input = graph.at(node.inputs.at(0)).shape;
  Shape output = wanted_shape(graph, node);
  const auto refuse = [&](const std::string& why) {
    throw Error(node.layer, why + " " + to_string(output), "input of shape " + to_string(input));
  };
  if (std::any_of(output.begin(), output.end(), [](std::int64_t length) { return length < -1; }))
    refuse("no axis can be negative but one of -1:");
  const KnownSize from = known_size(input), to = known_size(output);
  if (to.unknown > 1 || from.unknown > 1) refuse("only one length may be left open:");
  if (from.unknown == 1) {  // the batch: of each sample all numbers stay
    const bool fits = to.unknown == 1 ? output[0] == unknown_length && from.product == to.product
                                      : !output.empty() && output[0] == 1 && from.product == to.product;
    if (!fits) refuse("cannot become");
    output[0] = unknown_length;
    return {output};
  }
  if (to.unknown == 0) {
    if (from.product != to.product) refuse("cannot become");
    return {output};
  }
  if (to.product == 0 || from.product % to.product != 0) refuse("cannot become");
  std::replace(output.begin(), output.end(), unknown_length, from.product / to.product);
  return {output};
}

QuantizationRule quantization() {
  return {.inputs = {OperandRole::activation, OperandRole::not_quantized}, .same_scale = true};
}

void run_float(const FloatCall& call) {
  const FloatView &x = call.inputs[0], &y = call.outputs[0];
  if (x.data != y.data) std::copy_n(x.data, x.size(), y.data);
}

void gradient(const GradientCall& call) {
  const FloatView &dx = call.input_gradients[0], &dy = call.output_gradients[0];
  if (dx.data == nullptr) return;
  for (std::int64_t i = 0; i < dx.size(); ++i) dx.data[i] = call.accumulate[0] ? dx.data[i] + dy.data[i] : dy.data[i];
}

EmittedOperator emit(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::ReshapeParams*>(request.params);
  return emit_call(request, "reshape", std::array{uint32_field("bytes", params.bytes)});
}

constexpr std::array emitters = {KernelEmitter{"ReshapeBytes", emit}};

}  // namespace

extern const Record reshape_record;
const Record reshape_record = {
    .code = 22,
    .name = "RESHAPE",
    .summary = "The same numbers in another shape.",
    .infer_shape = infer_shape,
    .tflite_version = version_one,
    .min_runtime = runtime_since_1_5,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .emitters = emitters,
    .in_place = true,
    .gradient_reads_inputs = false,
    .gradient_reads_result = false,
};

}  // namespace kvant::ops
