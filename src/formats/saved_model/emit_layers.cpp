// SPDX-License-Identifier: Apache-2.0
// Products, convolutions, normalization and pooling as TensorFlow's operations.
#include "formats/saved_model/emit_operations.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <kvant/types/error.h>

namespace kvant::formats {
namespace {

std::vector<std::int64_t> window(std::int64_t height, std::int64_t width) { return {1, height, width, 1}; }

std::string padding_text(tflite::Padding padding) { return padding == tflite::Padding::SAME ? "SAME" : "VALID"; }

}  // namespace

std::string OperationEmitter::emit_product(const graph::Node& node) {
  std::string input = operand(node.inputs[0]);
  const std::size_t rank = graph_.at(node.inputs[0]).shape.size();
  const bool keeps = ops::options_of<tflite::FullyConnectedOptionsT>(node).keep_num_dims && rank > 2;
  const std::string name = name_of(node);
  if (rank > 2 && !keeps) {
    const std::int64_t features = graph_.at(node.inputs[1]).shape.at(1);
    const std::string shape = function_.add_integers(name + "/shape", {-1, features}, {2});
    input = function_.add_float(name + "/Reshape", "Reshape", "output", {input, shape},
                                NodeAttributes().type("Tshape", int32_type));
  }
  const std::string kernel = weights(node);
  const std::string product = keeps ? function_.add_float(name + "/MatMul", "BatchMatMulV2", "output", {input, kernel})
                                    : function_.add_float(name + "/MatMul", "MatMul", "product", {input, kernel});
  return with_activation(node, with_bias(node, product));
}

std::string OperationEmitter::emit_convolution(const graph::Node& node) {
  const std::string input = operand(node.inputs[0]), filter = weights(node), name = name_of(node);
  if (node.code == ops::depthwise_conv_2d_code) {
    const auto& options = ops::options_of<tflite::DepthwiseConv2DOptionsT>(node);
    if (options.dilation_h_factor != 1 || options.dilation_w_factor != 1)
      return with_activation(node, with_bias(node, emit_dilated_depthwise(node, filter)));
    // TensorFlow wants equal strides; over a single row with a window of one row any will do.
    const bool row = graph_.at(node.inputs[0]).shape.at(1) == 1 && graph_.at(node.inputs[1]).shape.at(1) == 1;
    if (!row && options.stride_h != options.stride_w)
      throw Error(name, "strides of a depthwise convolution must be equal to be saved in a SavedModel");
    NodeAttributes attributes;
    attributes.integers("strides", window(options.stride_w, options.stride_w));
    attributes.text("padding", padding_text(options.padding));
    const std::string sum =
        function_.add_float(name + "/depthwise", "DepthwiseConv2dNative", "output", {input, filter}, attributes);
    return with_activation(node, with_bias(node, sum));
  }
  const auto& options = ops::options_of<tflite::Conv2DOptionsT>(node);
  NodeAttributes attributes;
  attributes.integers("strides", window(options.stride_h, options.stride_w));
  attributes.integers("dilations", window(options.dilation_h_factor, options.dilation_w_factor));
  attributes.text("padding", padding_text(options.padding));
  const std::string sum = function_.add_float(name + "/Conv2D", "Conv2D", "output", {input, filter}, attributes);
  return with_activation(node, with_bias(node, sum));
}

/// Every rate-th row and column lie together as pictures of their own, which an ordinary window passes over.
std::string OperationEmitter::emit_dilated_depthwise(const graph::Node& node, const std::string& filter) {
  const auto& options = ops::options_of<tflite::DepthwiseConv2DOptionsT>(node);
  const std::string name = name_of(node);
  const Shape &input = graph_.at(node.inputs[0]).shape, &shape = graph_.at(node.inputs[1]).shape;
  if (options.stride_h != 1 || options.stride_w != 1)
    throw Error(name, "a dilated convolution must have strides of 1 to be saved in a SavedModel");
  const std::vector<std::int64_t> rates = {options.dilation_h_factor, options.dilation_w_factor};
  std::vector<std::int64_t> paddings, crops;
  for (std::size_t i = 0; i < 2; ++i) {
    const std::int64_t reach = options.padding == tflite::Padding::SAME ? (shape.at(i + 1) - 1) * rates[i] : 0;
    const std::int64_t rest = (rates[i] - (input.at(i + 1) + reach) % rates[i]) % rates[i];
    paddings.insert(paddings.end(), {reach / 2, reach - reach / 2 + rest});
    crops.insert(crops.end(), {0, rest});
  }
  NodeAttributes types;
  types.type("Tblock_shape", int32_type);
  const std::string block = function_.add_integers(name + "/block_shape", rates, {2});
  const std::string before = function_.add_float(
      name + "/SpaceToBatchND", "SpaceToBatchND", "output",
      {operand(node.inputs[0]), block, function_.add_integers(name + "/paddings", paddings, {2, 2})},
      NodeAttributes(types).type("Tpaddings", int32_type));
  NodeAttributes attributes;
  attributes.integers("strides", window(1, 1)).text("padding", "VALID");
  const std::string sum =
      function_.add_float(name + "/depthwise", "DepthwiseConv2dNative", "output", {before, filter}, attributes);
  return function_.add_float(name + "/BatchToSpaceND", "BatchToSpaceND", "output",
                             {sum, block, function_.add_integers(name + "/crops", crops, {2, 2})},
                             NodeAttributes(types).type("Tcrops", int32_type));
}

/// As Keras 3 exports it: y = x m + (beta - mean m), m = gamma / sqrt(variance + epsilon).
std::string OperationEmitter::emit_normalization(const graph::Node& node) {
  const std::string name = name_of(node);
  Array epsilon(DType::float32, {});
  epsilon.values<float>()[0] = std::get<graph::BatchNormalizationOptions>(node.training_options).epsilon;
  const std::string variance = function_.add_float(
      name + "/add", "AddV2", "z", {operand(node.inputs[4]), function_.add_constant(name + "/add/y", epsilon)});
  std::string factor = function_.add_float(name + "/Rsqrt", "Rsqrt", "y", {variance});
  if (node.inputs[1] != graph::no_tensor)
    factor = function_.add_float(name + "/mul", "Mul", "z", {factor, operand(node.inputs[1])});
  const std::string product = function_.add_float(name + "/mul_1", "Mul", "z", {operand(node.inputs[0]), factor});
  const std::string moved = function_.add_float(name + "/mul_2", "Mul", "z", {operand(node.inputs[3]), factor});
  const std::string offset = node.inputs[2] == graph::no_tensor
                                 ? function_.add_float(name + "/Neg", "Neg", "y", {moved})
                                 : function_.add_float(name + "/sub", "Sub", "z", {operand(node.inputs[2]), moved});
  return function_.add_float(name + "/add_1", "AddV2", "z", {product, offset});
}

std::string OperationEmitter::emit_pool(const graph::Node& node) {
  const auto& options = ops::options_of<tflite::Pool2DOptionsT>(node);
  NodeAttributes attributes;
  attributes.integers("ksize", window(options.filter_height, options.filter_width));
  attributes.integers("strides", window(options.stride_h, options.stride_w));
  attributes.text("padding", padding_text(options.padding));
  const std::string op = node.code == ops::max_pool_2d_code ? "MaxPool" : "AvgPool";
  return with_activation(
      node, function_.add_float(name_of(node) + "/" + op, op, "output", {operand(node.inputs[0])}, attributes));
}

}  // namespace kvant::formats
