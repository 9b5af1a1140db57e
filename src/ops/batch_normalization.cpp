// SPDX-License-Identifier: Apache-2.0
// BATCH_NORMALIZATION: y = (x - mean) / sqrt(variance + epsilon) * gamma + beta, each for its channel, the last axis.
// While training, mean and variance are the batch's, and move the moving ones towards them; else they are those.
//
//   inputs   x, gamma, beta (each may be left out), moving mean, moving variance
//   results  y; the batch's mean and 1 / sqrt(variance + epsilon), kept for the gradient
#include "ops/elementwise.h"

#include <algorithm>
#include <cmath>

namespace kvant::ops {
namespace {

/// Rows whose sum is taken in float32, before it joins the sum of all in double.
constexpr std::int64_t rows_at_once = 32;
constexpr std::int64_t channels_at_once = 64;

std::vector<Shape> infer_shape(const graph::Graph& graph, const graph::Node& node) {
  const Shape& shape = graph.at(node.inputs.at(0)).shape;
  return {shape, {shape.back()}, {shape.back()}};
}

QuantizationRule quantization() { return {.inputs = {OperandRole::activation}, .supported = false}; }

bool by_moving_averages(const graph::Node& node, const graph::TrainingState* training) {
  return training == nullptr || std::get<graph::BatchNormalizationOptions>(node.training_options).frozen;
}

/// For each channel, the sum over all rows of value(row index, channel).
template <class Value>
void sum_channels(std::int64_t rows, std::int64_t channels, Value value, double* sums) {
  for (std::int64_t first = 0; first < channels; first += channels_at_once) {
    const std::int64_t count = std::min(channels_at_once, channels - first);
    double total[channels_at_once] = {};
    for (std::int64_t row = 0; row < rows; row += rows_at_once) {
      const std::int64_t end = std::min(rows, row + rows_at_once);
      float part[channels_at_once] = {};
      for (std::int64_t r = row; r < end; ++r) {
        for (std::int64_t c = 0; c < count; ++c) part[c] += value(r * channels + first + c, first + c);
      }
      for (std::int64_t c = 0; c < count; ++c) total[c] += static_cast<double>(part[c]);
    }
    std::copy_n(total, count, sums + first);
  }
}

double* working_memory(std::int64_t count) {
  thread_local std::vector<double> memory;
  if (memory.size() < static_cast<std::size_t>(count)) memory.resize(static_cast<std::size_t>(count));
  return memory.data();
}

void find_moments(const FloatCall& call, std::int64_t channels) {
  const auto& options = std::get<graph::BatchNormalizationOptions>(call.node.training_options);
  const float* const x = call.inputs[0].data;
  float *const moving_mean = call.inputs[3].data, *const moving_variance = call.inputs[4].data;
  float *const mean = call.outputs[1].data, *const inverse = call.outputs[2].data;
  const std::int64_t rows = call.inputs[0].size() / channels;
  const auto count = static_cast<double>(rows);
  double* const sums = working_memory(channels);
  sum_channels(rows, channels, [&](std::int64_t i, std::int64_t) { return x[i]; }, sums);
  for (std::int64_t c = 0; c < channels; ++c) mean[c] = static_cast<float>(sums[c] / count);
  const auto squared = [&](std::int64_t i, std::int64_t c) { return (x[i] - mean[c]) * (x[i] - mean[c]); };
  sum_channels(rows, channels, squared, sums);
  for (std::int64_t c = 0; c < channels; ++c) {
    const auto variance = static_cast<float>(sums[c] / count);
    inverse[c] = 1.0f / std::sqrt(variance + options.epsilon);
    moving_mean[c] = moving_mean[c] * options.momentum + mean[c] * (1.0f - options.momentum);
    moving_variance[c] = moving_variance[c] * options.momentum + variance * (1.0f - options.momentum);
  }
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
  // As folding does it: x * m + (beta - mean * m).
  double* const memory = working_memory(channels);
  float* const factor = reinterpret_cast<float*>(memory);
  float* const offset = factor + channels;
  for (std::int64_t c = 0; c < channels; ++c) {
    factor[c] = gamma.data != nullptr ? inverse[c] * gamma.data[c] : inverse[c];
    offset[c] = (beta.data != nullptr ? beta.data[c] : 0.0f) - mean[c] * factor[c];
  }
  const std::int64_t rows = x.size() / channels;
  float* y = call.outputs[0].data;
  const float* from = x.data;
  for (std::int64_t row = 0; row < rows; ++row, from += channels, y += channels) {
    for (std::int64_t c = 0; c < channels; ++c) y[c] = from[c] * factor[c] + offset[c];
  }
}

/// With h = (x - mean) / sqrt(variance + epsilon): dbeta = sum dy, dgamma = sum dy h, and where mean and variance are
/// the batch's, dx = gamma / sqrt(variance + epsilon) * (dy - mean(dy) - h mean(dy h)).
void gradient(const GradientCall& call) {
  const FloatView &x = call.inputs[0], &gamma = call.inputs[1];
  const float *const mean = call.outputs[1].data, *const inverse = call.outputs[2].data;
  const float* const dy = call.output_gradients[0].data;
  const std::int64_t channels = call.inputs[3].size(), rows = x.size() / channels;
  double* const sums = working_memory(3 * channels);
  double* const products = sums + channels;
  sum_channels(rows, channels, [&](std::int64_t i, std::int64_t) { return dy[i]; }, sums);
  const auto product = [&](std::int64_t i, std::int64_t c) { return dy[i] * ((x.data[i] - mean[c]) * inverse[c]); };
  sum_channels(rows, channels, product, products);
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
  float* const factor = reinterpret_cast<float*>(products + channels);
  float* const slope = factor + channels;
  for (std::int64_t c = 0; c < channels; ++c) {
    factor[c] = gamma.data != nullptr ? inverse[c] * gamma.data[c] : inverse[c];
    const double count = frozen ? 0.0 : 1.0 / static_cast<double>(rows);
    slope[c] = static_cast<float>(products[c] * count);
    sums[c] = sums[c] * count;
  }
  float* dx = call.input_gradients[0].data;
  const bool accumulate = call.accumulate[0];
  const float* from = x.data;
  const float* slopes = dy;
  for (std::int64_t row = 0; row < rows; ++row, from += channels, slopes += channels, dx += channels) {
    for (std::int64_t c = 0; c < channels; ++c) {
      const float h = (from[c] - mean[c]) * inverse[c];
      const float d = factor[c] * ((slopes[c] - static_cast<float>(sums[c])) - h * slope[c]);
      dx[c] = accumulate ? dx[c] + d : d;
    }
  }
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
};

}  // namespace kvant::ops
