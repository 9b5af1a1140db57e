// SPDX-License-Identifier: Apache-2.0
// FULLY_CONNECTED: y = activation(x w^T + bias), weights [outputs, inputs]: Keras' Dense.
#include "linear/dense_product.h"
#include "ops/fused_options.h"

#include <kvant/types/error.h>
#include <kvant_micro/kernels/fully_connected.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace kvant::ops {
namespace {

using Options = tflite::FullyConnectedOptionsT;
const Options& options_of(const graph::Node& node) { return ops::options_of<Options>(node); }

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  const Shape& input = graph.at(node.inputs.at(0)).shape;
  const Shape& weights = graph.at(node.inputs.at(1)).shape;
  if (weights.size() != 2) throw Error(node.layer, "weights must have two axes", to_string(weights));
  if (input.empty() || input.back() != weights[1]) {
    throw Error(node.layer, "takes " + std::to_string(weights[1]) + " features", "input of shape " + to_string(input));
  }
  Shape output = input;
  output.back() = weights[0];
  if (options_of(node).keep_num_dims) return {output};
  output.pop_back();
  if (output.empty()) return {{1, weights[0]}};
  const std::int64_t batch = output.front();
  output.front() = 1;
  const std::int64_t rows = element_count(output);  // of each sample
  if (batch != unknown_length) return {{batch * rows, weights[0]}};
  if (rows != 1)
    throw Error(node.layer, "needs keep_num_dims for samples of several rows while the batch is open",
                to_string(input));
  return {{batch, weights[0]}};
}

/// TFLITE rules: 6 without a bias operand, 5 with kept dimensions, 4 in int8, else 1. An index of -1 counts as an
/// operand.
std::int32_t tflite_version(const graph::Graph& graph, const graph::Node& node) {
  if (node.inputs.size() == 2) return 6;
  if (options_of(node).keep_num_dims) return 5;
  return graph.at(node.inputs[1]).dtype == DType::int8 ? 4 : 1;
}

const char* min_runtime(std::int32_t version) {
  switch (version) {
    case 1:
      return "1.5.0";
    case 5:
      return "2.0.0";
    case 6:
      return "2.1.0";
    default:
      return "1.14.0";
  }
}

Cost cost(const graph::Graph& graph, const graph::Node& node) {
  const Shape& weights = graph.at(node.inputs.at(1)).shape;
  return {.multiply_accumulates = element_count(weights)};
}

QuantizationRule quantization() {
  return {
      .inputs = {OperandRole::activation, OperandRole::weights, OperandRole::bias}, .weights_axis = 0, .dense = true};
}

void run_float(const FloatCall& call) {
  const FloatView& x = call.inputs[0];
  const FloatView& weights = call.inputs[1];
  const float* bias = call.inputs.size() > 2 ? call.inputs[2].data : nullptr;
  linear::dense_forward(x.data, weights.data, bias, call.outputs[0].data, x.size() / weights.row_size, weights.row_size,
                        weights.rows);
  clamp_results(options_of(call.node).fused_activation_function, call.outputs[0]);
}

void gradient(const GradientCall& call) {
  check_nothing_fused<Options>(call.node);
  const FloatView& x = call.inputs[0];
  const FloatView& weights = call.inputs[1];
  const float* dy = call.output_gradients[0].data;
  const std::int64_t in = weights.row_size, out = weights.rows, batch = x.size() / in;
  const auto wanted = [&](std::size_t i) {
    return i < call.input_gradients.size() && call.input_gradients[i].data != nullptr;
  };
  if (wanted(0))
    linear::dense_backward_input(dy, weights.data, call.input_gradients[0].data, batch, in, out, call.accumulate[0]);
  if (wanted(1))
    linear::dense_backward_weights(dy, x.data, call.input_gradients[1].data, batch, in, out, call.accumulate[1]);
  if (wanted(2)) linear::dense_backward_bias(dy, call.input_gradients[2].data, batch, out, call.accumulate[2]);
}

std::string call_of(const EmitRequest& request, const std::string& arguments) {
  return "kvant_micro::fully_connected" + arguments + ", " + request.outputs.at(0) + ");";
}

/// biases with the input's offset in them, and the largest |sum| that any input gives.
struct FoldedBiases {
  std::vector<std::int32_t> values;
  std::int64_t largest_sum = 0;
};
FoldedBiases fold_input_offset(const kvant_micro::FullyConnectedParams& params, std::span<const std::int8_t> weights,
                               std::span<const std::int32_t> biases) {
  FoldedBiases folded;
  for (std::size_t o = 0; o < params.outputs; ++o) {
    std::int64_t sum = biases.empty() ? 0 : biases[o], reach = 0;
    for (const std::int8_t weight : weights.subspan(o * params.inputs, params.inputs)) {
      sum += std::int64_t{params.input_offset} * weight;
      reach += 128 * std::abs(int{weight});
    }
    folded.largest_sum = std::max(folded.largest_sum, std::abs(sum) + reach);
    folded.values.push_back(static_cast<std::int32_t>(static_cast<std::uint32_t>(sum)));  // as the chip's sum wraps
  }
  return folded;
}

EmittedOperator emit_int8(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::FullyConnectedParams*>(request.params);
  const bool per_channel = params.multipliers != kvant_micro::no_data;
  const auto weights = numbers_at<std::int8_t>(request, params.weights, std::size_t{params.inputs} * params.outputs);
  std::vector<std::int32_t> biases;
  if (params.bias != kvant_micro::no_data) biases = numbers_at<std::int32_t>(request, params.bias, params.outputs);
  const FoldedBiases folded = fold_input_offset(params, weights, biases);
  // The fast requantisation doubles the sum, and adds the zero point to it in place.
  const bool fits = !per_channel && params.shift < 0 && params.shift >= -22 && folded.largest_sum < (1 << 30);

  const std::string& name = request.name;
  EmittedOperator emitted;
  std::string lists;
  if (per_channel) {
    const auto multipliers = numbers_at<std::int32_t>(request, params.multipliers, params.outputs);
    const auto shifts = numbers_at<std::int8_t>(request, params.multipliers + 4 * params.outputs, params.outputs);
    emitted.constants += emit_array("int32_t", name + "_multipliers", to_texts(multipliers));
    emitted.constants += emit_array("int8_t", name + "_shifts", to_texts(shifts));
    lists = "  static const int32_t* multipliers() { return " + name + "_multipliers; }\n" +
            "  static const int8_t* shifts() { return " + name + "_shifts; }\n";
  }
  emitted.constants += emit_array("int8_t", name + "_weights", to_texts(weights));
  emitted.constants += emit_array("int32_t", name + "_biases", to_texts(folded.values));
  std::vector<EmittedField> fields = {
      {"uint32_t", "batches", std::to_string(params.batches)},
      {"uint32_t", "inputs", std::to_string(params.inputs)},
      {"uint32_t", "outputs", std::to_string(params.outputs)},
      {"int32_t", "zero_point", std::to_string(params.output_offset)},
      {"int32_t", "low", std::to_string(params.clamp_low)},
      {"int32_t", "high", std::to_string(params.clamp_high)},
      {"bool", "per_channel", per_channel ? "true" : "false"},
  };
  if (!per_channel) {
    fields.push_back({"int32_t", "multiplier", std::to_string(params.multiplier)});
    fields.push_back({"int32_t", "shift", std::to_string(params.shift)});
    fields.push_back({"bool", "fits", fits ? "true" : "false"});
  }
  emitted.constants += emit_struct(name, fields, lists);
  emitted.call =
      call_of(request, "<" + name + ">(" + request.inputs.at(0) + ", " + name + "_weights, " + name + "_biases");
  return emitted;
}

EmittedOperator emit_float32(const EmitRequest& request) {
  const auto& params = *static_cast<const kvant_micro::FullyConnectedParams*>(request.params);
  const std::string& name = request.name;
  EmittedOperator emitted;
  const auto weights = numbers_at<float>(request, params.weights, std::size_t{params.inputs} * params.outputs);
  emitted.constants = emit_array("float", name + "_weights", to_texts(weights));
  std::string bias = "nullptr";
  if (params.bias != kvant_micro::no_data) {
    bias = name + "_biases";
    emitted.constants += emit_array("float", bias, to_texts(numbers_at<float>(request, params.bias, params.outputs)));
  }
  const std::array fields = std::to_array<EmittedField>({
      {"uint32_t", "batches", std::to_string(params.batches)},
      {"uint32_t", "inputs", std::to_string(params.inputs)},
      {"uint32_t", "outputs", std::to_string(params.outputs)},
      activation_field(static_cast<std::uint8_t>(params.activation)),
  });
  emitted.constants += emit_struct(name, fields);
  emitted.call = call_of(request, "(" + name + "(), " + request.inputs.at(0) + ", " + name + "_weights, " + bias);
  return emitted;
}

constexpr std::array emitters = {KernelEmitter{"FullyConnectedInt8", emit_int8},
                                 KernelEmitter{"FullyConnectedInt8PerChannel", emit_int8},
                                 KernelEmitter{"FullyConnectedFloat32", emit_float32}};

}  // namespace

extern const Record fully_connected_record;
const Record fully_connected_record = {
    .code = 9,
    .name = "FULLY_CONNECTED",
    .summary = "The products of the input with each row of weights, plus a bias: Keras' Dense.",
    .infer_shape = infer_shape,
    .tflite_version = tflite_version,
    .min_runtime = min_runtime,
    .cost = cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .fuse_activation = fuse_activation<Options>,
    .fused_activation = fused_activation<Options>,
    .emitters = emitters,
    .gradient_reads_result = false,
};

}  // namespace kvant::ops
