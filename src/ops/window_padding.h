// SPDX-License-Identifier: Apache-2.0
// TensorFlow's padding along one axis of windows.
#pragma once

#include "kvant_schema/tflite_options_generated.h"

#include <algorithm>
#include <cstdint>

namespace kvant::ops {

/// How many windows there are, and how far before the input the first one begins.
struct PaddedAxis {
  std::int64_t count, padding;
};

/// SAME takes ceil(length / stride) windows, VALID those that lie inside. reach: of a window, from its first cell to
/// its last.
inline PaddedAxis plan_axis(tflite::Padding padding, std::int64_t length, std::int64_t reach, std::int64_t stride) {
  if (padding == tflite::Padding::VALID) return {(length - reach) / stride + 1, 0};
  const std::int64_t count = (length + stride - 1) / stride;
  return {count, std::max<std::int64_t>((count - 1) * stride + reach - length, 0) / 2};
}

}  // namespace kvant::ops
