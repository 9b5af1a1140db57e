// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The clamp of a fused activation: of float32 results, and in the output's quantised numbers.
#pragma once

#include <kvant_micro/core/tensor_type.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/core/fixed_point.h>
#include <kvant_micro/core/real.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Of float32 results. NaN stays NaN.
inline float clamp_float(float value, Activation activation) {
  switch (activation) {
    case Activation::none:
      return value;
    case Activation::relu:
      return value < 0.0f ? 0.0f : value;
    case Activation::relu_n1_to_1:
      return value < -1.0f ? -1.0f : (value > 1.0f ? 1.0f : value);
    case Activation::relu6:
      return value < 0.0f ? 0.0f : (value > 6.0f ? 6.0f : value);
  }
  return value;
}

#ifndef KVANT_KERNELS_ONLY

struct ClampInt8 {
  int8_t low;
  int8_t high;
};

/// Relu: [zero_point, 127]; relu6 and relu_n1_to_1 also round(bound / scale) away, the quotient rounded to float32.
inline ClampInt8 infer_clamp_int8(Activation activation, Scale scale, int32_t zero_point) {
  int32_t low = -128, high = 127;
  if (activation != Activation::none) low = zero_point;
  if (activation == Activation::relu6 || activation == Activation::relu_n1_to_1) {
    const Scale bound = {activation == Activation::relu6 ? 0xC00000u : 0x800000u,
                         activation == Activation::relu6 ? -21 : -23};  // 6 or 1
    const int32_t steps = real_to_integer(real_to_float(real_divide(real_from_scale(bound), scale)));
    const int32_t reach = steps > 255 ? 255 : steps;
    if (activation == Activation::relu_n1_to_1) low -= reach;
    high = zero_point + reach;
  }
  const ClampInt8 range = {static_cast<int8_t>(clamp(low, -128, 127)), static_cast<int8_t>(clamp(high, -128, 127))};
  return range;
}

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
