// SPDX-License-Identifier: Apache-2.0
// The formulas at their edges; tests/oracle compares them with TensorFlow's live.
#include "quantize/parameters.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <vector>

using namespace kvant::quantize;

namespace {

void check_activation(Range range, float scale, std::int32_t zero_point) {
  CAPTURE(range.min);
  CAPTURE(range.max);
  const ActivationParameters chosen = choose_activation(range);
  CHECK(chosen.scale == scale);
  CHECK(chosen.zero_point == zero_point);
}

}  // namespace

TEST_CASE("an activation's range holds zero and is never empty") {
  check_activation({-1, 1}, 2.0f / 255.0f, -1);
  check_activation({2, 3}, 3.0f / 255.0f, -128);
  check_activation({-3, -2}, 3.0f / 255.0f, 127);
  check_activation({0, 0}, (1e-6f - -1e-6f) / 255.0f, 0);
}

TEST_CASE("weights per channel and per tensor round their inverses differently") {
  const std::vector<float> zeros(4, 0.0f);
  CHECK(choose_weight_scale(zeros) == 3.937008e-09f);
  std::array<std::int8_t, 4> quantized{};
  quantize_weights_per_channel(zeros, choose_weight_scale(zeros), quantized);
  CHECK(quantized == std::array<std::int8_t, 4>{0, 0, 0, 0});
  const std::vector<float> weights = {-0.5f, 0.25f, 0.001f, 0.5f};
  CHECK(choose_weight_scale(weights) == 1.0f / 254.0f);
  quantize_weights_per_channel(weights, choose_weight_scale(weights), quantized);
  CHECK(quantized == std::array<std::int8_t, 4>{-127, 64, 0, 127});
  quantize_weights_per_tensor(weights, choose_weight_scale(weights), quantized);
  CHECK(quantized == std::array<std::int8_t, 4>{-127, 64, 0, 127});
}

TEST_CASE("a bias beyond half of int32 widens its scale and the weights'") {
  constexpr std::int32_t half = 1073741823;
  CHECK(bias_overflows(1.0f, 0.9e-9f));
  CHECK_FALSE(bias_overflows(1.0f, 1e-9f));
  const WidenedScales widened = widen_for_bias(4.0f, 0.5f);
  CHECK(widened.bias_scale == static_cast<float>(4.0 / half));
  CHECK(widened.weight_scale == static_cast<float>(8.0 / half));
  CHECK(quantize_bias(4.0f, widened.bias_scale) == half + 1);
  CHECK(quantize_bias(1e30f, 1.0f) == 2147483647);
  CHECK(quantize_bias(-1e30f, 1.0f) == -2147483647);
  // The tensor's weights follow a scale that is another one, and not one that is as good as theirs.
  const std::vector<float> weights = {-0.5f, 0.25f};
  std::array<std::int8_t, 2> quantized{};
  quantize_weights_per_tensor(weights, 0.02f, quantized);
  CHECK(quantized == std::array<std::int8_t, 2>{-25, 13});
  quantize_weights_per_tensor(weights, 0.0045f, quantized);
  CHECK(quantized == std::array<std::int8_t, 2>{-127, 64});
}
