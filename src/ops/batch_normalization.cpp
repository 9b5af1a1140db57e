// SPDX-License-Identifier: Apache-2.0
// BATCH_NORMALIZATION: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta, each for its channel, the last axis.
// While training, mean and variance are the batch's, and move the moving ones towards them; else they are those.
//
//   inputs   x, gamma, beta (each may be left out), moving mean, moving variance
//   results  y; the batch's mean and 1 / sqrt(variance + epsilon), kept for the gradient
#include "linear/channel_rows.h"
#include "ops/elementwise.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace kvant::ops {
namespace {

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  const Shape& shape = graph.at(node.inputs.at(0)).shape;
  return {shape, {shape.back()}, {shape.back()}};
}

QuantizationRule quantization() { return {.inputs = {OperandRole::activation}, .supported = false}; }

bool by_moving_averages(const graph::Node& node, const graph::TrainingState* training) {
  return training == nullptr || std::get<graph::BatchNormalizationOptions>(node.training_options).frozen;
}

/// Numbers by channel, which a run or a gradient keeps for its length.
double* working_memory(std::int64_t count) {
  thread_local std::vector<double> memory;
  if (memory.size() < static_cast<std::size_t>(count)) memory.resize(static_cast<std::size_t>(count));
  return memory.data();
}

void find_moments(const FloatCall& call, std::int64_t channels) {
  const auto& options = std::get<graph::BatchNormalizationOptions>(call.node.training_options);
  float *const moving_mean = call.inputs[3].data, *const moving_variance = call.inputs[4].data;
  float *const mean = call.outputs[1].data, *const inverse = call.outputs[2].data;
  linear::channel_moments(call.inputs[0].data, call.inputs[0].size() / channels, channels, mean, inverse);
  for (std::int64_t c = 0; c < channels; ++c) {
    const float variance = inverse[c];
    inverse[c] = 1.0f / std::sqrt(variance + options.epsilon);
    moving_mean[c] = moving_mean[c] * options.momentum + mean[c] * (1.0f - options.momentum);
    moving_variance[c] = moving_variance[c] * options.momentum + variance * (1.0f - options.momentum);
  }
}

/// As folding does it: x * m + (beta - mean * m). memory: of 2 floats a channel.
linear::Scaling scaling_of(const graph::Node& node, const FloatView& gamma, const FloatView& beta, const float* mean,
                           const float* inverse, std::int64_t channels, float* memory) {
  float *const factor = memory, *const offset = memory + channels;
  for (std::int64_t c = 0; c < channels; ++c) {
    factor[c] = gamma.data != nullptr ? inverse[c] * gamma.data[c] : inverse[c];
    offset[c] = (beta.data != nullptr ? beta.data[c] : 0.0f) - mean[c] * factor[c];
  }
  return {factor, offset, std::get<graph::BatchNormalizationOptions>(node.training_options).limit};
}

void run_float(const FloatCall& call) {
  const FloatView &x = call.inputs[0], &gamma = call.inputs[1], &beta = call.inputs[2];
  float *const mean = call.outputs[1].data, *const inverse = call.outputs[2].data;
  const auto& options = std::get<graph::BatchNormalizationOptions>(call.node.training_options);
  const std::int64_t channels = call.inputs[3].size();
  if (by_moving_averages(call.node, call.training)) {
    std::copy_n(call.inputs[3].data, channels, mean);
    for (std::int64_t c = 0; c < channels; ++c) inverse[c] = 1.0f / std::sqrt(call.inputs[4].data[c] + options.epsilon);
  } else {
    find_moments(call, channels);
  }
  float* const memory = reinterpret_cast<float*>(working_memory(channels));
  linear::scale_channels(x.data, scaling_of(call.node, gamma, beta, mean, inverse, channels, memory),
                         call.outputs[0].data, x.size() / channels, channels);
}

/// With h = (x - mean) / sqrt(variance + epsilon): dbeta = sum dy, dgamma = sum dy h, and where mean and variance are
/// the batch's, dx = gamma / sqrt(variance + epsilon) * (dy - mean(dy) - h mean(dy h)). A relu that is part of it lets
/// dy pass where it let results pass.
void gradient(const GradientCall& call) {
  const FloatView &x = call.inputs[0], &gamma = call.inputs[1], &beta = call.inputs[2];
  const float *const mean = call.outputs[1].data, *const inverse = call.outputs[2].data;
  const float* const dy = call.output_gradients[0].data;
  const std::int64_t channels = call.inputs[3].size(), rows = x.size() / channels;
  double* const sums = working_memory(4 * channels);
  double* const products = sums + channels;
  float* const memory = reinterpret_cast<float*>(products + channels);
  const linear::Normalized normalized = {x.data, mean, inverse,
                                         scaling_of(call.node, gamma, beta, mean, inverse, channels, memory)};
  linear::normalized_sums(normalized, dy, rows, channels, sums, products);
  const auto give = [&](std::size_t operand, const double* from) {
    float* const to = call.input_gradients[operand].data;
    if (to == nullptr) return;
    for (std::int64_t c = 0; c < channels; ++c)
      to[c] = call.accumulate[operand] ? to[c] + static_cast<float>(from[c]) : static_cast<float>(from[c]);
  };
  give(1, products);
  give(2, sums);
  if (call.input_gradients[0].data == nullptr) return;

  const bool frozen = by_moving_averages(call.node, call.training);
  float* const dy_mean = memory + 2 * channels;
  float* const product_mean = dy_mean + channels;
  for (std::int64_t c = 0; c < channels; ++c) {
    const double count = frozen ? 0.0 : 1.0 / static_cast<double>(rows);
    dy_mean[c] = static_cast<float>(sums[c] * count);
    product_mean[c] = static_cast<float>(products[c] * count);
  }
  linear::normalization_backward(normalized, dy, {dy_mean, product_mean}, call.input_gradients[0].data, rows, channels,
                                 call.accumulate[0]);
}

}  // namespace

extern const Record batch_normalization_record;
const Record batch_normalization_record = {
    .code = graph::batch_normalization_code,
    .name = "BATCH_NORMALIZATION",
    .summary = "Brings each channel to mean beta and deviation gamma: by the batch while training, else by averages.",
    .infer_shape = infer_shape,
    .tflite_version = version_one,
    .min_runtime = runtime_since_1_5,
    .cost = no_cost,
    .quantization = quantization,
    .run_float = run_float,
    .gradient = gradient,
    .gradient_reads_result = false,
};

}  // namespace kvant::ops
