// SPDX-License-Identifier: Apache-2.0
// Reading and checking windows.
#include "layers/window.h"

#include <kvant/types/error.h>

#include <algorithm>

namespace kvant::layers {

Shape read_lengths(const Config& config, const std::string& key, std::int64_t axes, std::int64_t fallback,
                   const std::string& where) {
  const ConfigValue* value = find(config, key);
  Shape lengths(static_cast<std::size_t>(axes), fallback);
  if (value != nullptr && std::holds_alternative<Shape>(*value)) {
    lengths = std::get<Shape>(*value);
    if (lengths.size() == 1) lengths.assign(static_cast<std::size_t>(axes), lengths[0]);
  } else if (value != nullptr && !std::holds_alternative<std::monostate>(*value)) {
    lengths.assign(lengths.size(), read_integer(config, key, fallback, where));
  }
  const std::string wanted = axes == 1 ? " must be a whole number" : " must be a whole number or a list of two";
  if (lengths.size() != static_cast<std::size_t>(axes)) throw Error(where, key + wanted, to_string(lengths));
  for (std::int64_t length : lengths) {
    if (length < 1 || length > INT32_MAX) throw Error(where, key + " must be 1 or more", to_string(lengths));
  }
  return lengths;
}

void check_channels_last(const Config& config, const std::string& where) {
  const std::string format = read_string(config, "data_format", "channels_last", where);
  if (format != "channels_last") throw Error(where, "data_format must be channels_last", "\"" + format + "\"");
}

Window read_window(const Config& config, WindowKind kind, std::int64_t axes, const std::string& where) {
  const bool pool = kind == WindowKind::pool;
  const std::string size_key = pool ? "pool_size" : "kernel_size";
  if (!pool && !is_given(config, size_key)) throw Error(where, size_key + " is missing");
  check_channels_last(config, where);
  const Shape size = read_lengths(config, size_key, axes, 2, where);
  const bool as_large = pool && !is_given(config, "strides");
  const Shape strides = as_large ? size : read_lengths(config, "strides", axes, 1, where);
  const Shape dilation = read_lengths(config, "dilation_rate", axes, 1, where);
  const std::string padding = read_string(config, "padding", "valid", where);
  if (padding != "valid" && padding != "same")
    throw Error(where, "padding must be \"valid\" or \"same\"", "\"" + padding + "\"", ErrorKind::usage);
  Window window;
  window.same = padding == "same";
  window.width = size.back();
  window.stride_width = strides.back();
  window.dilation_width = dilation.back();
  if (axes == 2) {
    window.height = size.front();
    window.stride_height = strides.front();
    window.dilation_height = dilation.front();
  }
  const bool dilated = window.dilation_height > 1 || window.dilation_width > 1;
  if (dilated && (window.stride_height > 1 || window.stride_width > 1))
    throw Error(where, "strides and dilation_rate cannot both be above 1", to_string(strides));
  return window;
}

Shape window_lengths(std::int64_t height, std::int64_t width, std::int64_t axes) {
  return axes == 1 ? Shape{width} : Shape{height, width};
}

void check_window(const Window& window, const Shape& shape, const std::string& where) {
  const std::int64_t height = (window.height - 1) * window.dilation_height + 1;
  const std::int64_t width = (window.width - 1) * window.dilation_width + 1;
  if (!window.same && (height > shape.at(1) || width > shape.at(2)))
    throw Error(where, "a window of " + to_string(Shape{height, width}) + " is larger than its input",
                to_string(shape));
  // Zeros around make an input at least as large as the window.
  if (window.stride_height > std::max(height, shape.at(1)) || window.stride_width > std::max(width, shape.at(2)))
    throw Error(where,
                "strides of " + to_string(Shape{window.stride_height, window.stride_width}) +
                    " are larger than the input: the window would never move",
                to_string(shape));
}

}  // namespace kvant::layers
