// SPDX-License-Identifier: Apache-2.0
// Convolutions forward and backward on the host, in NHWC.
//
// Row-major: x [batch, input_height, input_width, input_channels], y likewise, filter [output_channels, kernel_height,
// kernel_width, input_channels / groups]; depthwise: filter [kernel_height, kernel_width, output_channels]. Outside of
// x stand zeros. Sums have one written order (docs/numerics.md), whatever the number of threads; accumulating adds the
// finished sum to what is there. No call allocates once sizes have been seen.
#pragma once

#include <cstdint>

namespace kvant::linear {

struct Convolution {
  std::int64_t batch = 0;
  std::int64_t input_height = 0, input_width = 0, input_channels = 0;
  std::int64_t output_height = 0, output_width = 0, output_channels = 0;
  std::int64_t kernel_height = 1, kernel_width = 1;
  std::int64_t stride_height = 1, stride_width = 1;
  std::int64_t dilation_height = 1, dilation_width = 1;
  std::int64_t pad_top = 0, pad_left = 0;  ///< y[0, 0] begins this far outside of x
  std::int64_t groups = 1;                 ///< both channel counts are multiples of it
};

/// bias [output_channels], added last; null: none.
void convolution_forward(const Convolution& c, const float* x, const float* filter, const float* bias, float* y);
void convolution_backward_input(const Convolution& c, const float* dy, const float* filter, float* dx, bool accumulate);
void convolution_backward_filter(const Convolution& c, const float* dy, const float* x, float* dfilter,
                                 bool accumulate);

/// Each input channel gives output_channels / input_channels results: output channel o reads input channel
/// o / (output_channels / input_channels). groups is not looked at.
void depthwise_forward(const Convolution& c, const float* x, const float* filter, const float* bias, float* y);
void depthwise_backward_input(const Convolution& c, const float* dy, const float* filter, float* dx, bool accumulate);
void depthwise_backward_filter(const Convolution& c, const float* dy, const float* x, float* dfilter, bool accumulate);

}  // namespace kvant::linear
