// SPDX-License-Identifier: Apache-2.0
// Products, convolutions, pooling and normalization: weights come into TFLite's layout.
#include "formats/saved_model/lowering.h"
#include "layers/append_operators.h"
#include "layers/variable.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace kvant::formats {
namespace {

Value lower_matmul(Lowering& lowering) {
  const NodeDef& node = lowering.node();
  const bool turned = node.flag("transpose_b") || node.flag("adj_y");
  if (node.flag("transpose_a") || node.flag("adj_x")) lowering.refuse("the first operand must not be transposed");
  const Array& kernel = lowering.constant(1);
  if (kernel.rank() != 2) lowering.refuse("the kernel must have two axes", to_string(kernel.shape()));
  const auto turn = [](const Array& numbers) { return layers::transpose(numbers, {1, 0}); };
  graph::Node product = {.code = ops::fully_connected_code};
  tflite::FullyConnectedOptionsT options;
  if (lowering.shape(0).size() > 2) options.keep_num_dims = true;
  product.options = ops::hold_options(options);
  const graph::TensorId weights = turned ? lowering.constant_tensor(lowering.input(1), "dense")
                                         : lowering.constant_tensor(lowering.input(1), "turned", turn);
  product.inputs = {lowering.tensor(0), weights, graph::no_tensor};
  return lowering.append(std::move(product));
}

/// The two inner numbers of [1, height, width, 1].
std::pair<std::int32_t, std::int32_t> window_of(Lowering& lowering, const char* key) {
  const std::vector<std::int64_t> list = lowering.node().integers(key);
  if (list.empty()) return {1, 1};
  const bool fits = list.size() == 4 && list[0] == 1 && list[3] == 1 &&
                    std::all_of(list.begin(), list.end(), [](std::int64_t n) { return n > 0 && n <= INT32_MAX; });
  if (!fits) lowering.refuse(std::string(key) + " must be [1, height, width, 1]", to_string(list));
  return {static_cast<std::int32_t>(list[1]), static_cast<std::int32_t>(list[2])};
}

tflite::Padding padding_of(Lowering& lowering, graph::TensorId& input) {
  const std::string padding = lowering.node().text("padding", "");
  if (padding == "SAME") return tflite::Padding::SAME;
  if (padding == "EXPLICIT") {
    const std::vector<std::int64_t> lengths = lowering.node().integers("explicit_paddings");
    const bool fits = lengths.size() == 8 &&
                      std::all_of(lengths.begin(), lengths.end(), [](std::int64_t n) { return n >= 0 && n < 65536; });
    if (!fits) lowering.refuse("explicit_paddings must hold 8 lengths");
    input = lowering.append_pad(input, lengths);
  } else if (padding != "VALID") {
    lowering.refuse("padding must be SAME, VALID or EXPLICIT", padding);
  }
  return tflite::Padding::VALID;
}

template <class Options>
Options convolution_options(Lowering& lowering) {
  Options options;
  std::tie(options.stride_h, options.stride_w) = window_of(lowering, "strides");
  std::tie(options.dilation_h_factor, options.dilation_w_factor) = window_of(lowering, "dilations");
  return options;
}

/// Sets padding and dilation, whatever the operator.
template <class Options>
void set_window(graph::Node& node, tflite::Padding padding, std::int32_t dilation_h, std::int32_t dilation_w) {
  Options options = ops::options_of<Options>(node);
  options.padding = padding;
  if (dilation_h > 0) {
    options.dilation_h_factor = dilation_h;
    options.dilation_w_factor = dilation_w;
  }
  node.options = ops::hold_options(options);
}
void set_window(graph::Node& node, tflite::Padding padding, std::int32_t dilation_h = 0, std::int32_t dilation_w = 0) {
  if (node.code == ops::conv_2d_code)
    set_window<tflite::Conv2DOptionsT>(node, padding, dilation_h, dilation_w);
  else
    set_window<tflite::DepthwiseConv2DOptionsT>(node, padding, dilation_h, dilation_w);
}

/// Behind a SpaceToBatchND it waits for the BatchToSpaceND that says how it is padded.
Value append_convolution(Lowering& lowering, graph::Node node) {
  const Value& value = lowering.input(0);
  if (value.dilated != nullptr) {
    const bool fits = !value.dilated->convolution && lowering.node().text("padding", "") == "VALID" &&
                      value.dilated->rates.size() == 2;
    if (!fits) lowering.refuse("cannot be dilated: it must be the only convolution, with VALID padding");
    auto waiting = std::make_shared<Dilated>(*value.dilated);
    waiting->convolution = std::move(node);
    waiting->name = lowering.node().name;
    Value result;
    result.dilated = std::move(waiting);
    return result;
  }
  graph::TensorId input = lowering.tensor(0);
  set_window(node, padding_of(lowering, input));
  node.inputs.insert(node.inputs.begin(), input);
  return lowering.append(std::move(node));
}

void check_filter(Lowering& lowering) {
  lowering.check_channels_last();
  const Shape& shape = lowering.constant(1).shape();
  if (shape.size() != 4) lowering.refuse("the filter must have four axes", to_string(shape));
}

Value lower_conv_2d(Lowering& lowering) {
  check_filter(lowering);
  const auto turn = [](const Array& numbers) { return layers::transpose(numbers, {3, 0, 1, 2}); };
  graph::Node node = {.code = ops::conv_2d_code,
                      .options = ops::hold_options(convolution_options<tflite::Conv2DOptionsT>(lowering))};
  node.inputs = {lowering.constant_tensor(lowering.input(1), "convolution", turn), graph::no_tensor};
  return append_convolution(lowering, std::move(node));
}

Value lower_depthwise(Lowering& lowering) {
  check_filter(lowering);
  auto options = convolution_options<tflite::DepthwiseConv2DOptionsT>(lowering);
  options.depth_multiplier = static_cast<std::int32_t>(lowering.constant(1).shape()[3]);
  const auto flatten = [](const Array& numbers) {
    const Shape& shape = numbers.shape();
    return numbers.reshape({1, shape[0], shape[1], shape[2] * shape[3]});
  };
  graph::Node node = {.code = ops::depthwise_conv_2d_code, .options = ops::hold_options(options)};
  node.inputs = {lowering.constant_tensor(lowering.input(1), "depthwise", flatten), graph::no_tensor};
  return append_convolution(lowering, std::move(node));
}

/// Of each axis after the batch, a pair.
std::vector<std::int64_t> pairs_of(Lowering& lowering, std::size_t i, std::size_t axes) {
  std::vector<std::int64_t> pairs = lowering.integers(i, 2 * axes);
  for (const std::int64_t length : pairs) {
    if (length < 0 || length > 65535) lowering.refuse("a padding must be from 0 to 65535", std::to_string(length));
  }
  return pairs;
}

Value lower_space_to_batch(Lowering& lowering) {
  auto dilated = std::make_shared<Dilated>();
  dilated->input = lowering.tensor(0);
  dilated->rates = lowering.integers(1).values;
  for (const std::int64_t rate : dilated->rates) {
    if (rate < 1 || rate > 65535) lowering.refuse("a block must be from 1 to 65535", std::to_string(rate));
  }
  const std::vector<std::int64_t> pairs = pairs_of(lowering, 2, dilated->rates.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) (i % 2 == 0 ? dilated->before : dilated->after).push_back(pairs[i]);
  Value value;
  value.dilated = std::move(dilated);
  return value;
}

/// The dilated convolution that stands between the two: what of the padding the crops do not take away again pads it.
Value lower_batch_to_space(Lowering& lowering) {
  const Value& value = lowering.input(0);
  if (value.dilated == nullptr || !value.dilated->convolution)
    lowering.refuse("does not stand behind SpaceToBatchND and a convolution");
  const Dilated& dilated = *value.dilated;
  const std::size_t given_axes = lowering.integers(1).values.size();
  const std::vector<std::int64_t> crops = pairs_of(lowering, 2, given_axes);
  // The crops speak of the axes before ExpandDims, which put an axis of length 1 first.
  const std::size_t skipped = dilated.rates.size() - std::min(dilated.rates.size(), given_axes);
  graph::Node node = *dilated.convolution;
  const Shape& input = lowering.graph.at(dilated.input).shape;
  const Shape& filter = lowering.graph.at(node.inputs[0]).shape;
  std::vector<std::int64_t> lengths(8, 0);
  bool same = true, none = true;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::int64_t cut_before = i < skipped ? 0 : crops[2 * (i - skipped)];
    const std::int64_t cut_after = i < skipped ? 0 : crops[2 * (i - skipped) + 1];
    const std::int64_t before = dilated.before[i] - cut_before, after = dilated.after[i] - cut_after;
    const std::int64_t reach = (filter.at(i + 1) - 1) * dilated.rates[i];
    if (before < 0 || after < 0) lowering.refuse("crops more than was padded");
    if (input.at(i + 1) + before + after <= reach) lowering.refuse("the dilated window is larger than the picture");
    same = same && before == reach / 2 && before + after == reach;
    none = none && before == 0 && after == 0;
    lengths[2 * i + 2] = before;
    lengths[2 * i + 3] = after;
  }
  const graph::TensorId padded = same || none ? dilated.input : lowering.append_pad(dilated.input, lengths);
  node.inputs.insert(node.inputs.begin(), padded);
  set_window(node, same && !none ? tflite::Padding::SAME : tflite::Padding::VALID,
             static_cast<std::int32_t>(dilated.rates[0]), static_cast<std::int32_t>(dilated.rates[1]));
  Value result = lowering.append(std::move(node));
  if (dilated.squeezed.empty()) return result;
  Shape shape = lowering.graph.at(result.tensor).shape;
  shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(dilated.squeezed[0]));
  return lowering.append_reshape(result.tensor, shape);
}

Value lower_batch_norm(Lowering& lowering) {
  lowering.check_channels_last();
  if (lowering.node().flag("is_training", true)) lowering.refuse("normalizes by the batch, as while training");
  graph::Node node = {.code = graph::batch_normalization_code};
  node.training_options = graph::BatchNormalizationOptions{.epsilon = lowering.node().number("epsilon", 0.0001f)};
  const std::int64_t channels = lowering.shape(0).empty() ? 0 : lowering.shape(0).back();
  node.inputs = {lowering.tensor(0)};
  for (std::size_t i = 1; i < 5; ++i) {
    if (lowering.constant(i).shape() != Shape{channels}) lowering.refuse("takes one number for each channel");
    node.inputs.push_back(lowering.constant_tensor(lowering.input(i)));
  }
  return lowering.append(std::move(node));
}

Value pool(Lowering& lowering, std::int32_t code) {
  lowering.check_channels_last();
  tflite::Pool2DOptionsT options;
  graph::TensorId input = lowering.tensor(0);
  std::tie(options.filter_height, options.filter_width) = window_of(lowering, "ksize");
  std::tie(options.stride_h, options.stride_w) = window_of(lowering, "strides");
  if (lowering.node().text("padding", "") == "EXPLICIT") lowering.refuse("padding must be SAME or VALID", "EXPLICIT");
  options.padding = padding_of(lowering, input);
  return lowering.append({.code = code, .options = ops::hold_options(options), .inputs = {input}});
}
Value lower_average_pool(Lowering& lowering) { return pool(lowering, ops::average_pool_2d_code); }
Value lower_max_pool(Lowering& lowering) { return pool(lowering, ops::max_pool_2d_code); }

Value lower_pad(Lowering& lowering) {
  if (lowering.input_count() > 2 && (lowering.constant(2).size() != 1 || lowering.constant(2).values<float>()[0] != 0))
    lowering.refuse("pads with other numbers than 0");
  const std::vector<std::int64_t> lengths = pairs_of(lowering, 1, lowering.shape(0).size());
  if (std::count(lengths.begin(), lengths.end(), 0) == static_cast<std::int64_t>(lengths.size()))
    return lowering.input(0);
  graph::Node node = {.code = ops::pad_code, .options = ops::hold_options(tflite::PadOptionsT{})};
  node.inputs = {lowering.tensor(0), layers::append_int32(lowering.graph, lowering.node().name + "/paddings", lengths,
                                                          {static_cast<std::int64_t>(lengths.size() / 2), 2})};
  return lowering.append(std::move(node));
}

Value lower_transpose(Lowering& lowering) {
  const std::vector<std::int64_t> order = lowering.integers(1).values;
  std::vector<int> permutation;
  for (const std::int64_t axis : order) permutation.push_back(static_cast<int>(axis_of(lowering, axis, order.size())));
  std::vector<int> sorted = permutation;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] != static_cast<int>(i)) lowering.refuse("names an axis twice");
  }
  if (permutation == sorted) return lowering.input(0);
  if (!lowering.is_constant(0)) lowering.refuse("only constants can be transposed");
  const Array& numbers = lowering.constant(0);
  if (numbers.shape().size() != permutation.size()) lowering.refuse("the order must name each axis");
  return value_of(layers::transpose(numbers, permutation), lowering.node().name);
}

}  // namespace

std::vector<KnownOperation> layer_operations() {
  return {{"MatMul", lower_matmul},
          {"BatchMatMulV2", lower_matmul},
          {"BatchMatMulV3", lower_matmul},
          {"Conv2D", lower_conv_2d},
          {"DepthwiseConv2dNative", lower_depthwise},
          {"SpaceToBatchND", lower_space_to_batch},
          {"BatchToSpaceND", lower_batch_to_space},
          {"FusedBatchNorm", lower_batch_norm},
          {"FusedBatchNormV2", lower_batch_norm},
          {"FusedBatchNormV3", lower_batch_norm},
          {"AvgPool", lower_average_pool},
          {"MaxPool", lower_max_pool},
          {"Pad", lower_pad},
          {"PadV2", lower_pad},
          {"Transpose", lower_transpose}};
}

}  // namespace kvant::formats
