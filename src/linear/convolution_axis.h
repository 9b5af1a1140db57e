// SPDX-License-Identifier: Apache-2.0
// One axis of a convolution: which outputs an input belongs to, and how far they reach beyond the ends.
//
// Input i and output o meet at kernel element k when i = o * stride + k * dilation - pad. Inputs stride apart, one
// phase, meet outputs through the same kernel elements: input phase + stride * j meets output j + shift.
#pragma once

#include "linear/convolution.h"

#include <algorithm>
#include <cstdint>

namespace kvant::linear {

struct ConvolutionAxis {
  std::int64_t input, output, kernel, stride, dilation, pad;

  /// Inputs that the outputs reach, from -pad on.
  std::int64_t reach() const { return (output - 1) * stride + (kernel - 1) * dilation + 1; }
  /// Inputs of a phase, 0 <= phase < stride.
  std::int64_t inputs_of(std::int64_t phase) const { return (input - phase + stride - 1) / stride; }

  /// visit(kernel element, shift) for what a phase meets, outputs ascending.
  template <class Visit>
  void for_each_element(std::int64_t phase, Visit visit) const {
    for (std::int64_t k = kernel - 1; k >= 0; --k) {
      const std::int64_t from = phase + pad - k * dilation;
      if (from % stride == 0) visit(k, from / stride);
    }
  }
};

inline ConvolutionAxis vertical_axis(const Convolution& c) {
  return {c.input_height, c.output_height, c.kernel_height, c.stride_height, c.dilation_height, c.pad_top};
}
inline ConvolutionAxis horizontal_axis(const Convolution& c) {
  return {c.input_width, c.output_width, c.kernel_width, c.stride_width, c.dilation_width, c.pad_left};
}

/// Places that inputs meet outside of the output: before its first and after its last.
struct OutputMargin {
  std::int64_t before = 0, after = 0;
};
inline OutputMargin output_margin(const ConvolutionAxis& axis) {
  OutputMargin margin;
  for (std::int64_t phase = 0; phase < std::min(axis.stride, axis.input); ++phase) {
    axis.for_each_element(phase, [&](std::int64_t, std::int64_t shift) {
      margin.before = std::max(margin.before, -shift);
      margin.after = std::max(margin.after, axis.inputs_of(phase) - 1 + shift - (axis.output - 1));
    });
  }
  return margin;
}

}  // namespace kvant::linear
