// SPDX-License-Identifier: Apache-2.0
// Operators that layers, passes and the quantiser speak of, by their codes in the .tflite format.
#pragma once

#include <cstdint>

namespace kvant::ops {

enum BuiltinCode : std::int32_t {
  add_code = 0,
  average_pool_2d_code = 1,
  concatenation_code = 2,
  conv_2d_code = 3,
  depthwise_conv_2d_code = 4,
  dequantize_code = 6,
  fully_connected_code = 9,
  logistic_code = 14,
  max_pool_2d_code = 17,
  mul_code = 18,
  relu_code = 19,
  relu6_code = 21,
  reshape_code = 22,
  softmax_code = 25,
  tanh_code = 28,
  pad_code = 34,
  gather_code = 36,
  mean_code = 40,
  sub_code = 41,
  squeeze_code = 43,
  strided_slice_code = 45,
  expand_dims_code = 70,
  shape_code = 77,
  reduce_max_code = 82,
  pack_code = 83,
  leaky_relu_code = 98,
  quantize_code = 114
};

}  // namespace kvant::ops
