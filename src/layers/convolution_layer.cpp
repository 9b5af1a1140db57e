// SPDX-License-Identifier: Apache-2.0
// Convolution layers as CONV_2D and DEPTHWISE_CONV_2D.
#include "layers/convolution_layer.h"

#include "layers/activations.h"
#include "layers/append_operators.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <kvant/types/error.h>

namespace kvant::layers {
namespace {

/// Options that both operators have under the same names.
template <class Options>
Options window_options(const Window& window) {
  Options options;
  options.padding = window.same ? tflite::Padding::SAME : tflite::Padding::VALID;
  options.stride_h = static_cast<std::int32_t>(window.stride_height);
  options.stride_w = static_cast<std::int32_t>(window.stride_width);
  options.dilation_h_factor = static_cast<std::int32_t>(window.dilation_height);
  options.dilation_w_factor = static_cast<std::int32_t>(window.dilation_width);
  return options;
}

std::int64_t read_count(const Config& config, const char* key, std::int64_t fallback, const std::string& where) {
  const std::int64_t count = read_integer(config, key, fallback, where);
  if (count < 1 || count > INT32_MAX)
    throw Error(where, std::string(key) + " must be a whole number from 1 to 2147483647", std::to_string(count));
  return count;
}

}  // namespace

ConvolutionLayer::ConvolutionLayer(const char* class_name, const Config& config, std::int64_t axes, bool depthwise)
    : class_name_(class_name), axes_(axes), depthwise_(depthwise) {
  read_common(config);
  refuse_keys(config,
              {"activity_regularizer", "kernel_constraint", "depthwise_constraint", "bias_constraint", "lora_rank",
               "quantization_config"},
              where());
  if (!depthwise && !is_given(config, "filters")) throw Error(where(), "filters is missing");
  filters_ = read_count(config, depthwise ? "depth_multiplier" : "filters", 1, where());
  groups_ = depthwise ? 1 : read_count(config, "groups", 1, where());
  if (filters_ % groups_ != 0)
    throw Error(where(), "filters must be a multiple of the " + std::to_string(groups_) + " groups",
                std::to_string(filters_));
  window_ = read_window(config, WindowKind::kernel, axes, where());
  const bool oblong = depthwise && window_.stride_height != window_.stride_width && axes == 2;
  if (oblong) throw Error(where(), "strides of a depthwise convolution must be equal");
  activation_ = read_activation(config, where());
  use_bias_ = read_bool(config, "use_bias", true, where());
  const char* const initializer = depthwise ? "depthwise_initializer" : "kernel_initializer";
  const char* const regularizer = depthwise ? "depthwise_regularizer" : "kernel_regularizer";
  kernel_initializer_ = make_initializer(find(config, initializer), "glorot_uniform", where());
  bias_initializer_ = make_initializer(find(config, "bias_initializer"), "zeros", where());
  kernel_regularizer_ = make_regularizer(find(config, regularizer), where());
  bias_regularizer_ = make_regularizer(find(config, "bias_regularizer"), where());
}

// Keras' kernels: [height, width, inputs / groups, filters]; depthwise [height, width, inputs, multiplier]; of one axis
// without the height.
void ConvolutionLayer::make_variables(const Shape& input_shape, SeedSource& seeds) {
  if (input_shape.size() != static_cast<std::size_t>(axes_) + 2) {
    const std::string wanted = axes_ == 1 ? "(batch, steps, channels)" : "(batch, height, width, channels)";
    throw Error(where(), class_name() + " takes inputs of shape " + wanted, to_string(input_shape));
  }
  const std::int64_t channels = input_shape.back();
  if (channels % groups_ != 0)
    throw Error(where(), "the input's channels must be a multiple of the " + std::to_string(groups_) + " groups",
                std::to_string(channels));
  const Shape places = axes_ == 1 ? Shape{input_shape[0], 1, input_shape[1], channels} : input_shape;
  check_window(window_, places, where());
  const std::int64_t outputs = depthwise_ ? channels * filters_ : filters_;
  Shape keras = window_lengths(window_.height, window_.width, axes_);
  keras.push_back(depthwise_ ? channels : channels / groups_);
  keras.push_back(filters_);
  element_count(keras);
  Shape operator_shape = keras;
  std::vector<int> permutation;
  if (!depthwise_) {
    operator_shape.insert(operator_shape.begin(), operator_shape.back());
    operator_shape.pop_back();
    permutation = axes_ == 1 ? std::vector<int>{1, 2, 0} : std::vector<int>{1, 2, 3, 0};
  }
  Variable& kernel = add_variable("kernel", operator_shape, permutation);
  kernel.set_keras_value(kernel_initializer_.draw(keras, seeds));
  kernel.regularizer = kernel_regularizer_;
  if (!use_bias_) return;
  Variable& bias = add_variable("bias", {outputs}, {});
  bias.set_keras_value(bias_initializer_.draw({outputs}, seeds));
  bias.regularizer = bias_regularizer_;
}

std::string ConvolutionLayer::tensor_name() const {
  const std::string operation = depthwise_ ? "depthwise" : "convolution";
  return name() + "/" + (use_bias_ ? "BiasAdd" : operation);
}

graph::TensorId ConvolutionLayer::append_convolution(graph::Graph& graph, graph::TensorId input) const {
  graph::Node node;
  node.layer = name();
  const graph::TensorId kernel = add_to_graph(graph, variables()[0]);
  // The operator's filter has four axes; the numbers are the variable's.
  Shape filter = variables()[0].value->shape();
  if (depthwise_) {
    filter = {1, window_.height, window_.width, filter[filter.size() - 2] * filters_};
    tflite::DepthwiseConv2DOptionsT options = window_options<tflite::DepthwiseConv2DOptionsT>(window_);
    options.depth_multiplier = static_cast<std::int32_t>(filters_);
    node.code = ops::depthwise_conv_2d_code;
    node.options = ops::hold_options(options);
  } else {
    if (axes_ == 1) filter.insert(filter.begin() + 1, 1);
    node.code = ops::conv_2d_code;
    node.options = ops::hold_options(window_options<tflite::Conv2DOptionsT>(window_));
  }
  graph.at(kernel).shape = filter;
  node.inputs = {input, kernel, use_bias_ ? add_to_graph(graph, variables()[1]) : graph::no_tensor};
  return append_node(graph, std::move(node), tensor_name());
}

graph::TensorId ConvolutionLayer::call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const {
  graph::TensorId input = inputs[0];
  if (axes_ == 1) {
    const Shape& shape = graph.at(input).shape;
    input = append_reshape(graph, input, {1, shape.at(1), shape.at(2)}, name() + "/ExpandDims");
  }
  graph::TensorId result = append_activation(graph, append_convolution(graph, input), activation_, name());
  if (axes_ == 1) {
    const Shape& shape = graph.at(result).shape;
    result = append_reshape(graph, result, {shape.at(2), shape.at(3)}, name() + "/Squeeze");
  }
  return result;
}

void ConvolutionLayer::write_config(Config& config) const {
  const auto add = [&](const char* key, ConfigValue value) { config.entries.push_back({key, std::move(value)}); };
  add(depthwise_ ? "depth_multiplier" : "filters", filters_);
  add("kernel_size", window_lengths(window_.height, window_.width, axes_));
  add("strides", window_lengths(window_.stride_height, window_.stride_width, axes_));
  add("padding", std::string(window_.same ? "same" : "valid"));
  add("data_format", std::string("channels_last"));
  add("dilation_rate", window_lengths(window_.dilation_height, window_.dilation_width, axes_));
  if (!depthwise_) add("groups", groups_);
  add("activation", activation_);
  add("use_bias", use_bias_);
  add(depthwise_ ? "depthwise_initializer" : "kernel_initializer", kernel_initializer_.config());
  add("bias_initializer", bias_initializer_.config());
  add(depthwise_ ? "depthwise_regularizer" : "kernel_regularizer", kernel_regularizer_.config());
  add("bias_regularizer", bias_regularizer_.config());
  add("activity_regularizer", {});
  add(depthwise_ ? "depthwise_constraint" : "kernel_constraint", {});
  add("bias_constraint", {});
}

}  // namespace kvant::layers
