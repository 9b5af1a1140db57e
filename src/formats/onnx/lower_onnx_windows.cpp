// SPDX-License-Identifier: Apache-2.0
// Conv and pools become CONV_2D, DEPTHWISE_CONV_2D and the pools, with a PAD before them where their padding is neither
// "same" nor "valid".
#include "formats/onnx/onnx_lowering.h"
#include "layers/append_operators.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <algorithm>
#include <array>

namespace kvant::formats {
namespace {

/// How a window moves along height and width; one that moves along one axis has height 1.
struct OnnxWindow {
  std::array<std::int64_t, 2> kernel = {1, 1}, stride = {1, 1}, dilation = {1, 1}, before = {0, 0}, after = {0, 0};
  bool same = false;

  std::int64_t reach(std::size_t axis) const { return (kernel[axis] - 1) * dilation[axis] + 1; }
  bool padded() const { return before[0] + before[1] + after[0] + after[1] > 0; }
};

void read_lengths(OnnxLowering& lowering, const OnnxNode& node, std::string_view key, std::size_t places,
                  std::array<std::int64_t, 2>& to) {
  const std::vector<std::int64_t> given = node.integers(key);
  if (given.empty()) return;
  if (given.size() != places ||
      std::any_of(given.begin(), given.end(), [](std::int64_t n) { return n < 1 || n > 65535; }))
    lowering.fail(node, std::string(key) + " must be " + std::to_string(places) + " lengths of 1 to 65535",
                  to_string(given));
  std::copy(given.begin(), given.end(), to.end() - static_cast<std::ptrdiff_t>(places));
}

/// TensorFlow's "same" for these lengths: as many zeros as the last window needs, the larger half behind.
bool is_same(const OnnxWindow& window, const std::array<std::int64_t, 2>& lengths) {
  for (std::size_t i = 0; i < 2; ++i) {
    const std::int64_t windows = (lengths[i] + window.stride[i] - 1) / window.stride[i];
    const std::int64_t zeros =
        std::max<std::int64_t>((windows - 1) * window.stride[i] + window.reach(i) - lengths[i], 0);
    if (window.before[i] != zeros / 2 || window.after[i] != zeros - zeros / 2) return false;
  }
  return true;
}

void read_pads(OnnxLowering& lowering, const OnnxNode& node, std::size_t places,
               const std::array<std::int64_t, 2>& lengths, OnnxWindow& window) {
  const std::string automatic = node.text("auto_pad", "NOTSET");
  if (automatic == "SAME_UPPER") {
    window.same = true;
    return;
  }
  if (automatic == "VALID") return;
  if (automatic != "NOTSET") lowering.fail(node, "auto_pad must be NOTSET, SAME_UPPER or VALID", automatic);
  const std::vector<std::int64_t> pads = node.integers("pads");
  if (pads.empty()) return;
  if (pads.size() != 2 * places ||
      std::any_of(pads.begin(), pads.end(), [](std::int64_t n) { return n < 0 || n > 65535; }))
    lowering.fail(node, "pads must be " + std::to_string(2 * places) + " lengths of 0 to 65535", to_string(pads));
  for (std::size_t i = 0; i < places; ++i) {
    window.before[2 - places + i] = pads[i];
    window.after[2 - places + i] = pads[places + i];
  }
  window.same = window.padded() && is_same(window, lengths);
}

/// The window of a node that moves over x, channels last with four axes.
OnnxWindow read_window(OnnxLowering& lowering, const OnnxNode& node, std::size_t places, const Shape& stored,
                       const std::vector<std::int64_t>& kernel) {
  OnnxWindow window;
  std::copy(kernel.begin(), kernel.end(), window.kernel.end() - static_cast<std::ptrdiff_t>(places));
  read_lengths(lowering, node, "kernel_shape", places, window.kernel);
  read_lengths(lowering, node, "strides", places, window.stride);
  read_lengths(lowering, node, "dilations", places, window.dilation);
  const std::array<std::int64_t, 2> lengths = {stored[1], stored[2]};
  read_pads(lowering, node, places, lengths, window);
  for (std::size_t i = 0; i < 2; ++i) {
    if (!window.same && lengths[i] + window.before[i] + window.after[i] < window.reach(i))
      lowering.fail(node, "its window is larger than the padded input", to_string(stored));
  }
  return window;
}

/// A value of places and channels as four axes (batch, height, width, channels).
graph::TensorId as_picture(OnnxLowering& lowering, const OnnxNode& node, std::size_t places) {
  const OnnxValue x = lowering.activation(node, 0, channels_last(places + 2));
  if (places == 2) return x.id;
  Shape shape = stored_sample(x);
  shape.insert(shape.begin(), 1);
  return lowering.reshape(node, x.id, shape);
}

std::size_t places_of(OnnxLowering& lowering, const OnnxNode& node) {
  const std::size_t rank = lowering.activation(node, 0).rank();
  if (rank != 3 && rank != 4)
    lowering.fail(node, "needs an input of 3 or 4 axes", to_string(lowering.activation(node, 0).shape));
  return rank - 2;
}

/// Zeros around x where neither "same" nor "valid" says what the window's padding is.
graph::TensorId with_zeros(OnnxLowering& lowering, const OnnxNode& node, graph::TensorId x, const OnnxWindow& window) {
  if (window.same || !window.padded()) return x;
  graph::Node pad = {.code = ops::pad_code, .options = ops::hold_options(tflite::PadOptionsT{})};
  const std::vector<std::int64_t> lengths = {0, 0, window.before[0], window.after[0], window.before[1], window.after[1],
                                             0, 0};
  pad.inputs = {x, layers::append_int32(lowering.graph(), node.name + "/paddings", lengths, {4, 2})};
  return lowering.append(node, std::move(pad));
}

/// What the node computes from the operator's result (batch, height, width, channels).
void set_picture(OnnxLowering& lowering, const OnnxNode& node, std::size_t places, graph::TensorId id) {
  const Shape stored = lowering.graph().at(id).shape;
  OnnxValue result = {.id = id, .order = channels_last(places + 2)};
  result.shape = {unknown_length, stored[3]};
  if (places == 2) result.shape.push_back(stored[1]);
  result.shape.push_back(stored[2]);
  if (places == 1) result.id = lowering.reshape(node, id, stored_sample(result));
  lowering.set(node, std::move(result));
}

template <class Options>
Options convolution_options(const OnnxWindow& window) {
  Options options;
  options.padding = window.same ? tflite::Padding::SAME : tflite::Padding::VALID;
  options.stride_h = static_cast<std::int32_t>(window.stride[0]);
  options.stride_w = static_cast<std::int32_t>(window.stride[1]);
  options.dilation_h_factor = static_cast<std::int32_t>(window.dilation[0]);
  options.dilation_w_factor = static_cast<std::int32_t>(window.dilation[1]);
  return options;
}

/// Filters [out, in, height, width] as CONV_2D's [out, height, width, in], or as DEPTHWISE_CONV_2D's
/// [1, height, width, out].
Array turned_filters(const Array& given, const OnnxWindow& window, bool depthwise) {
  const std::int64_t out = given.shape()[0], in = given.shape()[1], area = window.kernel[0] * window.kernel[1];
  Array filters(DType::float32, depthwise ? Shape{1, window.kernel[0], window.kernel[1], out}
                                          : Shape{out, window.kernel[0], window.kernel[1], in});
  const auto from = given.values<float>();
  const auto to = filters.values<float>();
  for (std::int64_t o = 0; o < out; ++o) {
    for (std::int64_t i = 0; i < in; ++i) {
      for (std::int64_t a = 0; a < area; ++a) {
        const std::int64_t place = depthwise ? a * out + o : (o * area + a) * in + i;
        to[static_cast<std::size_t>(place)] = from[static_cast<std::size_t>((o * in + i) * area + a)];
      }
    }
  }
  return filters;
}

void lower_conv(OnnxLowering& lowering, const OnnxNode& node) {
  const std::size_t places = places_of(lowering, node);
  const Array& given = lowering.float_constant(node, 1);
  const Shape& shape = given.shape();
  if (shape.size() != places + 2)
    lowering.fail(node, "needs filters of " + std::to_string(places + 2) + " axes", to_string(shape));
  graph::TensorId x = as_picture(lowering, node, places);
  const std::int64_t channels = lowering.graph().at(x).shape[3], groups = node.integer("group", 1);
  if (groups < 1 || shape[1] < 1 || shape[1] > channels || shape[1] * groups != channels || shape[0] % groups != 0)
    lowering.fail(
        node, "needs filters for " + std::to_string(channels) + " channels in " + std::to_string(groups) + " groups",
        to_string(shape));
  const OnnxWindow window =
      read_window(lowering, node, places, lowering.graph().at(x).shape, {shape.begin() + 2, shape.end()});
  if (!std::equal(shape.begin() + 2, shape.end(), window.kernel.end() - static_cast<std::ptrdiff_t>(places)))
    lowering.fail(node, "kernel_shape must be that of the filters", to_string(shape));
  x = with_zeros(lowering, node, x, window);
  const bool depthwise = groups == channels && channels > 1;
  graph::Node made;
  if (depthwise) {
    auto options = convolution_options<tflite::DepthwiseConv2DOptionsT>(window);
    options.depth_multiplier = static_cast<std::int32_t>(shape[0] / channels);
    made = {.code = ops::depthwise_conv_2d_code, .options = ops::hold_options(options)};
  } else {
    made = {.code = ops::conv_2d_code,
            .options = ops::hold_options(convolution_options<tflite::Conv2DOptionsT>(window))};
  }
  // The runtimes want a bias; TensorFlow writes zeros where there is none.
  Array bias = lowering.has_operand(node, 2) ? lowering.float_constant(node, 2) : Array(DType::float32, {shape[0]});
  if (bias.shape() != Shape{shape[0]})
    lowering.fail(node, "needs a bias of " + std::to_string(shape[0]) + " numbers", to_string(bias.shape()));
  made.inputs = {x, lowering.constant(node, "filters", turned_filters(given, window, depthwise)),
                 lowering.constant(node, "bias", std::move(bias))};
  set_picture(lowering, node, places, lowering.append(node, std::move(made)));
}

/// Whether no number of a tensor is negative: then zeros around it change no maximum.
bool is_never_negative(const graph::Graph& graph, graph::TensorId id) {
  const int producer = graph.producer(id);
  if (producer < 0) return false;
  const graph::Node& node = graph.nodes[static_cast<std::size_t>(producer)];
  switch (node.code) {
    case ops::relu_code:
    case ops::relu6_code:
    case ops::logistic_code:
    case ops::softmax_code:
      return true;
    case ops::max_pool_2d_code:
    case ops::average_pool_2d_code:
    case ops::reshape_code:
      return is_never_negative(graph, node.inputs.at(0));
    default:
      return false;
  }
}

void lower_pool(OnnxLowering& lowering, const OnnxNode& node) {
  const bool maximum = node.type == "MaxPool";
  const std::size_t places = places_of(lowering, node);
  if (node.integers("kernel_shape").empty()) lowering.fail(node, "needs a kernel_shape");
  if (node.outputs.size() > 1 && !node.outputs[1].empty()) lowering.fail(node, "must have one output");
  graph::TensorId x = as_picture(lowering, node, places);
  const Shape shape = lowering.graph().at(x).shape;
  OnnxWindow window = read_window(lowering, node, places, shape, {});
  // Zeros that count are a PAD before the pool.
  const bool counts_zeros = node.integer("count_include_pad", 0) != 0;
  if (!maximum && counts_zeros && window.padded()) window.same = false;
  for (std::size_t i = 0; i < 2; ++i) {
    if (window.dilation[i] != 1) lowering.fail(node, "must not dilate");
    const std::int64_t rest = shape[1 + i] + window.before[i] + window.after[i] - window.kernel[i];
    if (node.integer("ceil_mode", 0) != 0 && !window.same && rest % window.stride[i] != 0)
      lowering.fail(node, "must not round up: its last window would reach beyond the input");
  }
  if (window.padded() && !window.same && !maximum && !counts_zeros)
    lowering.fail(node, "leaves its padding out of the mean, which AVERAGE_POOL_2D does only where that is \"same\"");
  if (window.padded() && !window.same && maximum && !is_never_negative(lowering.graph(), x))
    lowering.fail(node, "pads an input that may be negative, for which kvant lacks PADV2");
  x = with_zeros(lowering, node, x, window);
  tflite::Pool2DOptionsT options;
  options.padding = window.same ? tflite::Padding::SAME : tflite::Padding::VALID;
  options.filter_height = static_cast<std::int32_t>(window.kernel[0]);
  options.filter_width = static_cast<std::int32_t>(window.kernel[1]);
  options.stride_h = static_cast<std::int32_t>(window.stride[0]);
  options.stride_w = static_cast<std::int32_t>(window.stride[1]);
  graph::Node made = {.code = maximum ? ops::max_pool_2d_code : ops::average_pool_2d_code,
                      .options = ops::hold_options(options)};
  made.inputs = {x};
  set_picture(lowering, node, places, lowering.append(node, std::move(made)));
}

constexpr std::array operators = {OnnxOperator{"Conv", lower_conv}, OnnxOperator{"MaxPool", lower_pool},
                                  OnnxOperator{"AveragePool", lower_pool}};

}  // namespace

std::span<const OnnxOperator> onnx_windows() { return operators; }

}  // namespace kvant::formats
