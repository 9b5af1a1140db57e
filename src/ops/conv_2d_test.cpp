// SPDX-License-Identifier: Apache-2.0
// Convolutions on the desk: shapes, versions, cost, and what is refused.
#include "ops/convolution_plan.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

using namespace kvant;

namespace {

constexpr std::int32_t conv_2d = 3, depthwise_conv_2d = 4;

struct Layer {
  Shape input, filter;
  std::int32_t code = conv_2d;
  tflite::Padding padding = tflite::Padding::VALID;
  std::int32_t stride = 1, dilation = 1;
  Shape bias = {};
  DType weights = DType::float32;
};

graph::Graph graph_of(const Layer& layer) {
  graph::Graph graph;
  const auto add = [&](const Shape& shape, DType dtype) {
    graph::Tensor tensor;
    tensor.shape = shape;
    tensor.dtype = dtype;
    return graph.add(std::move(tensor));
  };
  graph::Node node;
  node.code = layer.code;
  node.layer = "here";
  node.inputs = {add(layer.input, layer.weights), add(layer.filter, layer.weights)};
  if (!layer.bias.empty()) node.inputs.push_back(add(layer.bias, DType::float32));
  const auto fill = [&](auto options) {
    options.padding = layer.padding;
    options.stride_h = options.stride_w = layer.stride;
    options.dilation_h_factor = options.dilation_w_factor = layer.dilation;
    node.options = ops::hold_options(options);
  };
  if (layer.code == conv_2d)
    fill(tflite::Conv2DOptionsT{});
  else
    fill(tflite::DepthwiseConv2DOptionsT{});
  graph.nodes.push_back(node);
  return graph;
}

Shape shape_of(const Layer& layer) {
  const graph::Graph graph = graph_of(layer);
  return ops::record_of(graph.nodes[0]).infer_shape.value(graph, graph.nodes[0]).at(0);
}

std::int32_t version_of(const Layer& layer) {
  const graph::Graph graph = graph_of(layer);
  return ops::record_of(graph.nodes[0]).tflite_version.value(graph, graph.nodes[0]);
}

}  // namespace

TEST_CASE("a convolution's shape follows TensorFlow's padding") {
  constexpr auto same = tflite::Padding::SAME;
  CHECK(shape_of({{unknown_length, 49, 10, 1}, {64, 10, 4, 1}, conv_2d, same, 2}) == Shape{unknown_length, 25, 5, 64});
  CHECK(shape_of({{1, 49, 10, 1}, {64, 10, 4, 1}, conv_2d, tflite::Padding::VALID, 2}) == Shape{1, 20, 4, 64});
  CHECK(shape_of({{1, 7, 8, 6}, {6, 3, 3, 2}, conv_2d, tflite::Padding::VALID, 1, 2}) == Shape{1, 3, 4, 6});
  CHECK(shape_of({{1, 5, 5, 3}, {1, 3, 3, 6}, depthwise_conv_2d, same, 2}) == Shape{1, 3, 3, 6});
}

TEST_CASE("what does not fit a convolution is refused") {
  const auto refused = [](const Layer& layer, const char* message) {
    CHECK_THROWS_WITH_AS(shape_of(layer), message, Error);
  };
  refused({{1, 5, 5, 3}, {4, 3, 3, 2}},
          "here: a filter of shape (4, 3, 3, 2) does not fit, received input of shape (1, 5, 5, 3)");
  refused({{1, 5, 5, 4}, {3, 3, 3, 2}},
          "here: a filter of shape (3, 3, 3, 2) does not fit, received input of shape (1, 5, 5, 4)");
  refused({{1, 5, 5, 4}, {1, 3, 3, 6}, depthwise_conv_2d},
          "here: a depthwise filter of shape (1, 3, 3, 6) does not fit, received input of shape (1, 5, 5, 4)");
  refused({{5, 5, 4}, {3, 3, 3, 4}}, "here: takes (batch, height, width, channels), received (5, 5, 4)");
  refused({{1, 5, 5, 4}, {3, 4}}, "here: the filter must have four axes, received (3, 4)");
  refused({{1, 5, 5, 4}, {3, 3, 3, 4}, conv_2d, tflite::Padding::VALID, 0},
          "here: the stride along the height must be at least 1, received 0");
  refused({{1, 5, 5, 4}, {3, 3, 3, 4}, conv_2d, tflite::Padding::VALID, 1, 3},
          "here: a filter that reaches over a height of 7 does not fit, received input of height 5");
  refused({{1, 5, 5, 4}, {3, 3, 3, 4}, conv_2d, tflite::Padding::VALID, 1, 1, {4}},
          "here: takes a bias of 3 numbers, received (4,)");
}

TEST_CASE("versions are the converter's, and every multiplication is counted") {
  const Shape input = {1, 6, 6, 4};
  CHECK(version_of({input, {8, 3, 3, 4}}) == 1);
  CHECK(version_of({input, {8, 3, 3, 2}}) == 6);
  CHECK(version_of({.input = input, .filter = {8, 3, 3, 4}, .weights = DType::int8}) == 3);
  CHECK(version_of({input, {1, 3, 3, 4}, depthwise_conv_2d}) == 1);
  CHECK(version_of({input, {1, 3, 3, 4}, depthwise_conv_2d, tflite::Padding::SAME, 1, 2}) == 2);
  CHECK(version_of({.input = input, .filter = {1, 3, 3, 4}, .code = depthwise_conv_2d, .weights = DType::int8}) == 3);
  graph::Graph graph = graph_of({input, {8, 3, 3, 2}});
  graph::Tensor output;
  output.shape = {1, 4, 4, 8};
  graph.nodes[0].outputs = {graph.add(std::move(output))};
  CHECK(ops::record_of(graph.nodes[0]).cost.value(graph, graph.nodes[0]).multiply_accumulates == 4 * 4 * 8 * 3 * 3 * 2);
}
