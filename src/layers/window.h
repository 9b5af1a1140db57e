// SPDX-License-Identifier: Apache-2.0
// How a window moves over the places of an input: kernel or pool size, strides, dilation and padding of a layer's
// config.
#pragma once

#include "layers/config.h"

#include <cstdint>
#include <string>

namespace kvant::layers {

/// A window over height and width. A layer of one axis has height 1.
struct Window {
  std::int64_t height = 1, width = 1;
  std::int64_t stride_height = 1, stride_width = 1;
  std::int64_t dilation_height = 1, dilation_width = 1;
  bool same = false;  ///< padding "same": zeros around the input, so that a stride of 1 keeps its size
};

/// What the window does: a kernel's size must be given and it strides by 1; a pool's is 2, and it strides by its size.
enum class WindowKind { kernel, pool };

/// Keys kernel_size or pool_size, strides, padding, data_format, dilation_rate: for each a number or one per axis
/// (axes: 1 or 2). Throws Error for lengths below 1, a padding
/// other than "valid" and "same", a dilated window that also strides, and channels_first.
Window read_window(const Config& config, WindowKind kind, std::int64_t axes, const std::string& where);

/// One number per axis, as Keras writes a config.
Shape window_lengths(std::int64_t height, std::int64_t width, std::int64_t axes);

/// Throws Error when the window is larger than what it moves over and nothing pads it, and when its strides are larger
/// than the input with what pads it. shape: (batch, height, width, channels).
void check_window(const Window& window, const Shape& shape, const std::string& where);

/// Throws Error for a data_format other than channels_last.
void check_channels_last(const Config& config, const std::string& where);

/// A number, or a list of as many as there are axes, each 1 or more.
Shape read_lengths(const Config& config, const std::string& key, std::int64_t axes, std::int64_t fallback,
                   const std::string& where);

}  // namespace kvant::layers
