// SPDX-License-Identifier: Apache-2.0
// Scales, zero points and quantised numbers by TensorFlow 2.21's formulas, each rounding as it has it.
//
// docs/numerics.md, "choosing parameters", has the formulas and how they were checked.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace kvant::quantize {

struct ActivationParameters {
  float scale = 0.0f;
  std::int32_t zero_point = 0;  ///< -128..127
};

/// The smallest and largest value a tensor took. 0 is always taken to be inside.
struct Range {
  float min = 0.0f;
  float max = 0.0f;
};

/// int8 parameters of an activation from its range.
ActivationParameters choose_activation(Range range);

/// A constant that is added or multiplied with: a range that holds all its numbers and zero, at least 1e-6 wide.
ActivationParameters choose_constant(std::span<const float> numbers);
/// round(value / scale + zero point), in double, held in int8.
std::int8_t quantize_constant(float value, ActivationParameters parameters);

/// One symmetric scale for slice of weights, from its largest absolute value: 2 * max / 254.
float choose_weight_scale(std::span<const float> weights);

/// int8 weights by a scale of their own slice (per channel): w * f32(1 / scale), clipped to +-127.
void quantize_weights_per_channel(std::span<const float> weights, float scale, std::span<std::int8_t> quantized);

/// int8 weights of a whole tensor: w * f32(127 / max|w|). The reference rounds this inverse otherwise, and takes the
/// given scale, as per channel, only when a bias widened it by more than 1e-3.
void quantize_weights_per_tensor(std::span<const float> weights, float scale, std::span<std::int8_t> quantized);

/// input_scale * weight_scale, the product rounded once to float32.
float choose_bias_scale(float input_scale, float weight_scale);

/// One int32 bias: b * f32(1 / scale), clipped to +-(2^31 - 1).
std::int32_t quantize_bias(float bias, float scale);

/// True when a bias leaves less than half of int32's range to the products; then scales become these.
struct WidenedScales {
  float bias_scale;
  float weight_scale;
};
bool bias_overflows(float bias, float bias_scale);
WidenedScales widen_for_bias(float bias, float input_scale);

}  // namespace kvant::quantize
