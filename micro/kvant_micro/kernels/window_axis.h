// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Windows that step along one axis of an input: what of each lies inside, how many there are, TensorFlow's padding.
#pragma once

#include <kvant_micro/core/target.h>

#ifndef KVANT_KERNELS_ONLY
#include <kvant_micro/operator.h>
#endif  // KVANT_KERNELS_ONLY

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// The cells of one window that lie inside: the first one's number in the window, where it stands, and how many. There
/// may be none when cells stand apart.
struct WindowReach {
  uint32_t skipped, begin, count;
};

/// Of a window that begins at start - padding, its cells "dilation" apart, over "length" cells.
KVANT_ALWAYS_INLINE WindowReach reach_of(uint32_t start, uint32_t padding, uint32_t window, uint32_t dilation,
                                         uint32_t length) {
  WindowReach reach = {0, start, window};
  for (; reach.begin < padding && reach.count != 0; reach.begin += dilation) {
    ++reach.skipped;
    --reach.count;
  }
  for (uint32_t end = reach.begin + reach.count * dilation; reach.count != 0 && end - dilation >= length + padding;
       end -= dilation) {
    --reach.count;
  }
  reach.begin = reach.count == 0 ? 0 : reach.begin - padding;
  return reach;
}

#ifndef KVANT_KERNELS_ONLY

/// How many windows there are. same: TensorFlow's padding "same", else "valid". reach: of a window, from its first cell
/// to its last.
inline uint32_t read_window_axis(NodeView& node, bool same, uint32_t length, uint32_t reach, uint32_t stride,
                                 uint16_t& padding) {
  padding = 0;
  if (KVANT_UNTRUSTED(reach - 1 >= 0xFFFFu || stride - 1 >= 0xFFFFu || (!same && reach > length))) {
    node.fail(Status::invalid_model);
    return 0;
  }
  if (!same) return (length - reach) / stride + 1;
  const uint32_t count = (length - 1) / stride + 1;
  const uint32_t covered = (count - 1) * stride + reach;
  if (covered > length) padding = static_cast<uint16_t>((covered - length) / 2);
  return count;
}

#endif  // KVANT_KERNELS_ONLY

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
