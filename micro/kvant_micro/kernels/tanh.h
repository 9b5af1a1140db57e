// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// TANH: y = tanh(x).
//
// int8: the fixed-point tanh in Q0, rounded to 7 bits and a sign; the result has the scale 1/128 and the zero point 0.
#pragma once

#include <kvant_micro/core/float_math.h>
#include <kvant_micro/kernels/fixed_curve.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace tanh_detail {
struct Curve {
  KVANT_ALWAYS_INLINE static int32_t code_of(int32_t x) { return rounding_divide_by_power_of_two(fixed_tanh(x), 24); }
};
}  // namespace tanh_detail

/// Layer: FixedCurveParams, or its numbers as constants.
template <class Layer>
inline void tanh(const Layer& layer, const int8_t* input, int8_t* output) {
  apply_fixed_curve<tanh_detail::Curve>(layer, input, output);
}
template <class Layer>
inline void tanh(const Layer& layer, const float* input, float* output) {
  for (uint32_t i = 0; i < layer.count; ++i) output[i] = float_tanh(input[i]);
}

#ifndef KVANT_KERNELS_ONLY

struct TanhInt8 {
  typedef FixedCurveParams Params;
  static Status prepare(NodeView& node, Params& params) {
    return prepare_fixed_curve(node, 0x3C000000u, 0, params);  // 1/128
  }
  static void run(const Memory& memory, const Params& params) {
    tanh(params, memory.read<int8_t>(params.input), memory.write<int8_t>(params.output));
  }
};

struct TanhFloat32 {
  typedef FixedCurveParams Params;
  static Status prepare(NodeView& node, Params& params) { return prepare_float_curve(node, params); }
  static void run(const Memory& memory, const Params& params) {
    tanh(params, memory.read<float>(params.input), memory.write<float>(params.output));
  }
};

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
