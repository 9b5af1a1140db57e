// SPDX-License-Identifier: Apache-2.0
// Convolutions, element by element.
#include "linear/convolution.h"

#include <algorithm>

namespace kvant::linear {
namespace {

/// Calls visit(x offset, filter offset, y offset) for every product of a convolution; filter channels are the input's
/// of one group.
template <class Visit>
void for_each_product(const Convolution& c, Visit visit) {
  const std::int64_t in_group = c.input_channels / c.groups, out_group = c.output_channels / c.groups;
  for (std::int64_t place = 0; place < c.batch * c.output_height * c.output_width; ++place) {
    const std::int64_t ox = place % c.output_width, oy = place / c.output_width % c.output_height;
    const std::int64_t image = place / (c.output_width * c.output_height);
    for (std::int64_t o = 0; o < c.output_channels; ++o) {
      for (std::int64_t ky = 0; ky < c.kernel_height; ++ky) {
        const std::int64_t iy = oy * c.stride_height + ky * c.dilation_height - c.pad_top;
        if (iy < 0 || iy >= c.input_height) continue;
        for (std::int64_t kx = 0; kx < c.kernel_width; ++kx) {
          const std::int64_t ix = ox * c.stride_width + kx * c.dilation_width - c.pad_left;
          if (ix < 0 || ix >= c.input_width) continue;
          const std::int64_t x = ((image * c.input_height + iy) * c.input_width + ix) * c.input_channels;
          const std::int64_t filter = ((o * c.kernel_height + ky) * c.kernel_width + kx) * in_group;
          for (std::int64_t i = 0; i < in_group; ++i)
            visit(x + o / out_group * in_group + i, filter + i, place * c.output_channels + o);
        }
      }
    }
  }
}

template <class Visit>
void for_each_depthwise_product(const Convolution& c, Visit visit) {
  const std::int64_t multiplier = c.output_channels / c.input_channels;
  for (std::int64_t place = 0; place < c.batch * c.output_height * c.output_width; ++place) {
    const std::int64_t ox = place % c.output_width, oy = place / c.output_width % c.output_height;
    const std::int64_t image = place / (c.output_width * c.output_height);
    for (std::int64_t ky = 0; ky < c.kernel_height; ++ky) {
      const std::int64_t iy = oy * c.stride_height + ky * c.dilation_height - c.pad_top;
      if (iy < 0 || iy >= c.input_height) continue;
      for (std::int64_t kx = 0; kx < c.kernel_width; ++kx) {
        const std::int64_t ix = ox * c.stride_width + kx * c.dilation_width - c.pad_left;
        if (ix < 0 || ix >= c.input_width) continue;
        const std::int64_t x = ((image * c.input_height + iy) * c.input_width + ix) * c.input_channels;
        const std::int64_t filter = (ky * c.kernel_width + kx) * c.output_channels;
        for (std::int64_t o = 0; o < c.output_channels; ++o)
          visit(x + o / multiplier, filter + o, place * c.output_channels + o);
      }
    }
  }
}

std::int64_t input_size(const Convolution& c) { return c.batch * c.input_height * c.input_width * c.input_channels; }

void start_with_bias(const Convolution& c, const float* bias, float* y) {
  for (std::int64_t place = 0; place < c.batch * c.output_height * c.output_width; ++place) {
    for (std::int64_t o = 0; o < c.output_channels; ++o) *y++ = bias != nullptr ? bias[o] : 0.0f;
  }
}

}  // namespace

void convolution_forward(const Convolution& c, const float* x, const float* filter, const float* bias, float* y) {
  start_with_bias(c, bias, y);
  for_each_product(c, [&](auto in, auto weight, auto out) { y[out] += x[in] * filter[weight]; });
}

void convolution_backward_input(const Convolution& c, const float* dy, const float* filter, float* dx,
                                bool accumulate) {
  if (!accumulate) std::fill_n(dx, input_size(c), 0.0f);
  for_each_product(c, [&](auto in, auto weight, auto out) { dx[in] += dy[out] * filter[weight]; });
}

void convolution_backward_filter(const Convolution& c, const float* dy, const float* x, float* dfilter,
                                 bool accumulate) {
  const std::int64_t size = c.output_channels * c.kernel_height * c.kernel_width * (c.input_channels / c.groups);
  if (!accumulate) std::fill_n(dfilter, size, 0.0f);
  for_each_product(c, [&](auto in, auto weight, auto out) { dfilter[weight] += dy[out] * x[in]; });
}

void depthwise_forward(const Convolution& c, const float* x, const float* filter, const float* bias, float* y) {
  start_with_bias(c, bias, y);
  for_each_depthwise_product(c, [&](auto in, auto weight, auto out) { y[out] += x[in] * filter[weight]; });
}

void depthwise_backward_input(const Convolution& c, const float* dy, const float* filter, float* dx, bool accumulate) {
  if (!accumulate) std::fill_n(dx, input_size(c), 0.0f);
  for_each_depthwise_product(c, [&](auto in, auto weight, auto out) { dx[in] += dy[out] * filter[weight]; });
}

void depthwise_backward_filter(const Convolution& c, const float* dy, const float* x, float* dfilter, bool accumulate) {
  if (!accumulate) std::fill_n(dfilter, c.kernel_height * c.kernel_width * c.output_channels, 0.0f);
  for_each_depthwise_product(c, [&](auto in, auto weight, auto out) { dfilter[weight] += dy[out] * x[in]; });
}

}  // namespace kvant::linear
