// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// LOGISTIC: y = 1 / (1 + exp(-x)).
//
// int8: the fixed-point logistic in Q0, rounded to 8 bits; the result has the scale 1/256 and the zero point -128.
#pragma once

#include <kvant_micro/core/float_math.h>
#include <kvant_micro/kernels/fixed_curve.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace logistic_detail {
struct Curve {
  KVANT_ALWAYS_INLINE static int32_t code_of(int32_t x) {
    return rounding_divide_by_power_of_two(fixed_logistic(x), 23) - 128;
  }
};
}  // namespace logistic_detail

/// Layer: FixedCurveParams, or its numbers as constants.
template <class Layer>
inline void logistic(const Layer& layer, const int8_t* input, int8_t* output) {
  apply_fixed_curve<logistic_detail::Curve>(layer, input, output);
}
template <class Layer>
inline void logistic(const Layer& layer, const float* input, float* output) {
  for (uint32_t i = 0; i < layer.count; ++i) output[i] = float_logistic(input[i]);
}

#ifndef KVANT_KERNELS_ONLY

struct LogisticInt8 {
  typedef FixedCurveParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return prepare_fixed_curve(node, 0x3B800000u, -128, params);  // 1/256
  }
  static void run(const Memory& memory, const Params& params) {
    logistic(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct LogisticFloat32 {
  typedef FixedCurveParams Params;
  static Status prepare(NodeView& node, Params& params) { return prepare_float_curve(node, params); }
  static void run(const Memory& memory, const Params& params) {
    logistic(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
