// SPDX-License-Identifier: Apache-2.0
// Pooling as AVERAGE_POOL_2D and MAX_POOL_2D; global pooling as MEAN and REDUCE_MAX.
#include "layers/pooling_layer.h"

#include "layers/append_operators.h"
#include "ops/options.h"

#include <kvant/types/error.h>

namespace kvant::layers {
namespace {

void check_picture(const Shape& shape, const std::string& class_name, const std::string& where) {
  if (shape.size() == 4) return;
  throw Error(where, class_name + " takes inputs of shape (batch, height, width, channels)", to_string(shape));
}

}  // namespace

PoolingLayer::PoolingLayer(const char* class_name, const Config& config, std::int32_t code, const char* tensor_name)
    : class_name_(class_name), code_(code), tensor_name_(tensor_name) {
  read_common(config);
  window_ = read_window(config, WindowKind::pool, 2, where());
}

void PoolingLayer::make_variables(const Shape& input_shape, SeedSource&) {
  check_picture(input_shape, class_name(), where());
  check_window(window_, input_shape, where());
}

graph::TensorId PoolingLayer::call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const {
  tflite::Pool2DOptionsT options;
  options.padding = window_.same ? tflite::Padding::SAME : tflite::Padding::VALID;
  options.filter_height = static_cast<std::int32_t>(window_.height);
  options.filter_width = static_cast<std::int32_t>(window_.width);
  options.stride_h = static_cast<std::int32_t>(window_.stride_height);
  options.stride_w = static_cast<std::int32_t>(window_.stride_width);
  graph::Node node = {.code = code_, .options = ops::hold_options(options), .inputs = {inputs[0]}, .layer = name()};
  return append_node(graph, std::move(node), name() + "/" + tensor_name_);
}

void PoolingLayer::write_config(Config& config) const {
  config.entries.push_back({"pool_size", Shape{window_.height, window_.width}});
  config.entries.push_back({"padding", std::string(window_.same ? "same" : "valid")});
  config.entries.push_back({"strides", Shape{window_.stride_height, window_.stride_width}});
  config.entries.push_back({"data_format", std::string("channels_last")});
}

GlobalPoolingLayer::GlobalPoolingLayer(const char* class_name, const Config& config, std::int32_t code,
                                       const char* tensor_name)
    : class_name_(class_name), code_(code), tensor_name_(tensor_name) {
  read_common(config);
  check_channels_last(config, where());
  keep_dims_ = read_bool(config, "keepdims", false, where());
}

void GlobalPoolingLayer::make_variables(const Shape& input_shape, SeedSource&) {
  check_picture(input_shape, class_name(), where());
}

graph::TensorId GlobalPoolingLayer::call(graph::Graph& graph, std::span<const graph::TensorId> inputs, Mode) const {
  return append_reduction(graph, code_, inputs[0], {1, 2}, keep_dims_, name(), tensor_name_);
}

void GlobalPoolingLayer::write_config(Config& config) const {
  config.entries.push_back({"data_format", std::string("channels_last")});
  config.entries.push_back({"keepdims", keep_dims_});
}

}  // namespace kvant::layers
