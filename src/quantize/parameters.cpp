// SPDX-License-Identifier: Apache-2.0
// The formulas of parameters.h.
#include "quantize/parameters.h"

#include <algorithm>
#include <cmath>

namespace kvant::quantize {
namespace {

constexpr double smallest_range = 1e-6;
constexpr float largest_int32 = 2147483647.0f;  // rounds up to 2^31; compared, not converted
constexpr std::int32_t most_of_int32 = 2147483647 >> 1;

float largest_magnitude(std::span<const float> values) {
  float largest = 0.0f;
  for (float value : values) largest = std::max(largest, std::fabs(value));
  return largest;
}

std::int8_t clipped(float value) { return static_cast<std::int8_t>(std::clamp(std::round(value), -127.0f, 127.0f)); }

}  // namespace

ActivationParameters choose_activation(Range range) {
  double low = std::min(static_cast<double>(range.min), 0.0);
  double high = std::max(static_cast<double>(range.max), 0.0);
  if (std::fabs(high - low) < smallest_range) {
    low -= smallest_range;
    high += smallest_range;
  }
  ActivationParameters chosen;
  chosen.scale = (static_cast<float>(high) - static_cast<float>(low)) / 255.0f;
  const auto zero_point = static_cast<float>(-128.0 - low / static_cast<double>(chosen.scale));
  chosen.zero_point = static_cast<std::int32_t>(std::round(std::clamp(zero_point, -128.0f, 127.0f)));
  return chosen;
}

ActivationParameters choose_constant(std::span<const float> numbers) {
  Range range;
  for (const float number : numbers) range = {std::min(range.min, number), std::max(range.max, number)};
  if (static_cast<double>(range.max) - static_cast<double>(range.min) <= smallest_range) {
    range.max = std::max(range.max, static_cast<float>(smallest_range / 2.0));
    range.min = std::min(range.min, static_cast<float>(-smallest_range / 2.0));
  }
  return choose_activation(range);
}

std::int8_t quantize_constant(float value, ActivationParameters parameters) {
  const double code = static_cast<double>(value) / static_cast<double>(parameters.scale) + parameters.zero_point;
  return static_cast<std::int8_t>(std::clamp(std::round(code), -128.0, 127.0));
}

float choose_weight_scale(std::span<const float> weights) {
  double high = largest_magnitude(weights);
  if (2.0 * high <= smallest_range) high = smallest_range / 2.0;
  return (static_cast<float>(high) - static_cast<float>(-high)) / 254.0f;
}

void quantize_weights_per_channel(std::span<const float> weights, float scale, std::span<std::int8_t> quantized) {
  const auto inverse = static_cast<float>(1.0 / static_cast<double>(scale));
  for (std::size_t i = 0; i < weights.size(); ++i) quantized[i] = clipped(weights[i] * inverse);
}

void quantize_weights_per_tensor(std::span<const float> weights, float scale, std::span<std::int8_t> quantized) {
  constexpr double same_scale = 1e-3;
  const float largest = largest_magnitude(weights);
  if (std::fabs(static_cast<double>(largest / 127.0f) - static_cast<double>(scale)) > same_scale) {
    quantize_weights_per_channel(weights, scale, quantized);
    return;
  }
  const float inverse = largest == 0.0f ? 0.0f : 127.0f / largest;
  for (std::size_t i = 0; i < weights.size(); ++i) quantized[i] = clipped(weights[i] * inverse);
}

float choose_bias_scale(float input_scale, float weight_scale) {
  return static_cast<float>(static_cast<double>(input_scale) * static_cast<double>(weight_scale));
}

std::int32_t quantize_bias(float bias, float scale) {
  if (scale == 0.0f) return 0;
  const auto inverse = static_cast<float>(1.0 / static_cast<double>(scale));
  const float rounded = std::round(bias * inverse);
  if (rounded >= largest_int32) return 2147483647;
  if (rounded <= -largest_int32) return -2147483647;
  return static_cast<std::int32_t>(rounded);
}

bool bias_overflows(float bias, float bias_scale) {
  return std::fabs(static_cast<double>(bias)) / static_cast<double>(bias_scale) > most_of_int32;
}

WidenedScales widen_for_bias(float bias, float input_scale) {
  const double bias_scale = std::fabs(static_cast<double>(bias)) / most_of_int32;
  return {static_cast<float>(bias_scale), static_cast<float>(bias_scale / static_cast<double>(input_scale))};
}

}  // namespace kvant::quantize
