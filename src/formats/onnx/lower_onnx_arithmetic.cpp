// SPDX-License-Identifier: Apache-2.0
// Add, Sub, Mul, batch normalization, activations and means.
#include "formats/onnx/onnx_lowering.h"
#include "layers/append_operators.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <algorithm>
#include <array>
#include <limits>

namespace kvant::formats {
namespace {

/// A constant that is laid over an activation, with its axes and features in the activation's order.
Array laid_over(OnnxLowering& lowering, const OnnxNode& node, const Array& given, const OnnxValue& x) {
  Shape shape = given.shape();
  if (shape.size() > x.rank())
    lowering.fail(node, "needs a constant of no more axes than its other operand", to_string(shape));
  shape.insert(shape.begin(), x.rank() - shape.size(), 1);
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (shape[axis] != 1 && shape[axis] != x.shape[axis])
      lowering.fail(node, "needs a constant that fits " + to_string(x.shape), to_string(given.shape()));
  }
  std::vector<std::int64_t> steps(shape.size(), 1);
  for (std::size_t axis = shape.size(); axis-- > 1;) steps[axis - 1] = steps[axis] * shape[axis];
  Shape stored;
  for (const std::size_t axis : x.order) stored.push_back(shape[axis]);
  Array result(DType::float32, stored);
  const auto from = given.values<float>();
  const auto to = result.values<float>();
  Shape index(stored.size(), 0);
  for (float& number : to) {
    std::int64_t place = 0;
    for (std::size_t i = 0; i < index.size(); ++i) {
      std::int64_t at = index[i];
      if (!x.features.empty() && i + 1 == index.size() && stored[i] > 1) at = x.features[static_cast<std::size_t>(at)];
      place += at * steps[x.order[i]];
    }
    number = from[static_cast<std::size_t>(place)];
    for (std::size_t i = index.size(); i > 0; --i) {
      if (++index[i - 1] < stored[i - 1]) break;
      index[i - 1] = 0;
    }
  }
  // Leading ones say nothing.
  const auto first = std::find_if(stored.begin(), stored.end(), [](std::int64_t length) { return length != 1; });
  return result.reshape(Shape(first, stored.end()));
}

void append_sum(OnnxLowering& lowering, const OnnxNode& node, std::int32_t code, OnnxValue like, graph::TensorId left,
                graph::TensorId right) {
  graph::Node made = {.code = code};
  if (code == ops::add_code) made.options = ops::hold_options(tflite::AddOptionsT{});
  if (code == ops::sub_code) made.options = ops::hold_options(tflite::SubOptionsT{});
  if (code == ops::mul_code) made.options = ops::hold_options(tflite::MulOptionsT{});
  made.inputs = {left, right};
  like.id = lowering.append(node, std::move(made));
  lowering.set(node, std::move(like));
}

void lower_arithmetic(OnnxLowering& lowering, const OnnxNode& node) {
  const std::int32_t code = node.type == "Add" ? ops::add_code : node.type == "Sub" ? ops::sub_code : ops::mul_code;
  const bool left_constant = lowering.operand(node, 0).is_constant();
  const bool right_constant = lowering.operand(node, 1).is_constant();
  if (left_constant && right_constant) return combine_onnx_integers(lowering, node);
  if (left_constant || right_constant) {
    const OnnxValue x = lowering.activation(node, left_constant ? 1 : 0);
    const graph::TensorId number = lowering.constant(
        node, "constant", laid_over(lowering, node, lowering.float_constant(node, left_constant ? 0 : 1), x));
    return append_sum(lowering, node, code, x, left_constant ? number : x.id, left_constant ? x.id : number);
  }
  OnnxValue left = lowering.activation(node, 0), right = lowering.activation(node, 1);
  if (left.rank() != right.rank())
    lowering.fail(node, "needs operands of as many axes", to_string(left.shape) + " and " + to_string(right.shape));
  if (left.features != right.features) lowering.fail(node, "needs operands with their features in one order");
  const auto size = [](const OnnxValue& value) { return element_count(stored_sample(value)); };
  if (left.order != right.order && size(right) > size(left))
    left = lowering.reordered(node, left, right.order);
  else if (left.order != right.order)
    right = lowering.reordered(node, right, left.order);
  OnnxValue result = left;
  for (std::size_t axis = 1; axis < left.rank(); ++axis) {
    if (left.shape[axis] != right.shape[axis] && left.shape[axis] != 1 && right.shape[axis] != 1)
      lowering.fail(node, "needs operands that fit each other",
                    to_string(left.shape) + " and " + to_string(right.shape));
    result.shape[axis] = std::max(left.shape[axis], right.shape[axis]);
  }
  append_sum(lowering, node, code, result, left.id, right.id);
}

/// Stays what it is, for the passes to fold: (x - mean) / sqrt(variance + epsilon) * scale + bias.
void lower_normalization(OnnxLowering& lowering, const OnnxNode& node) {
  if (node.integer("training_mode", 0) != 0)
    lowering.fail(node, "is exported as it trains; export the model in eval mode");
  OnnxValue x = lowering.activation(node, 0);
  if (x.rank() < 2) lowering.fail(node, "needs an operand with channels", to_string(x.shape));
  if (x.features.empty()) x = lowering.reordered(node, x, channels_last(x.rank()));
  graph::Node made = {.code = graph::batch_normalization_code};
  made.training_options = graph::BatchNormalizationOptions{
      .momentum = node.number("momentum", 0.9f), .epsilon = node.number("epsilon", 1e-5f), .frozen = true};
  made.inputs = {x.id};
  constexpr std::array names = {"scale", "bias", "mean", "variance"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Array& given = lowering.float_constant(node, i + 1);
    if (given.size() != x.shape[1])
      lowering.fail(node, "needs " + std::to_string(x.shape[1]) + " numbers of each kind",
                    std::to_string(given.size()));
    Shape shape(x.rank() - 1, 1);
    shape[0] = x.shape[1];
    made.inputs.push_back(
        lowering.constant(node, names[i], laid_over(lowering, node, given.reshape(shape), x).reshape({x.shape[1]})));
  }
  x.id = lowering.append(node, std::move(made));
  lowering.set(node, std::move(x));
}

void append_same_shape(OnnxLowering& lowering, const OnnxNode& node, graph::Node made) {
  OnnxValue result = lowering.activation(node, 0);
  made.inputs = {result.id};
  result.id = lowering.append(node, std::move(made));
  lowering.set(node, std::move(result));
}

template <std::int32_t Code>
void lower_activation(OnnxLowering& lowering, const OnnxNode& node) {
  append_same_shape(lowering, node, {.code = Code});
}

void lower_leaky_relu(OnnxLowering& lowering, const OnnxNode& node) {
  tflite::LeakyReluOptionsT options;
  options.alpha = node.number("alpha", 0.01f);
  append_same_shape(lowering, node, {.code = ops::leaky_relu_code, .options = ops::hold_options(options)});
}

float limit(OnnxLowering& lowering, const OnnxNode& node, std::size_t index, float otherwise) {
  if (!lowering.has_operand(node, index)) return otherwise;
  const auto values = lowering.float_constant(node, index).values<float>();
  if (values.size() != 1) lowering.fail(node, "needs one number for each limit", std::to_string(values.size()));
  return values[0];
}

void lower_clip(OnnxLowering& lowering, const OnnxNode& node) {
  constexpr float largest = std::numeric_limits<float>::max();
  const float low = limit(lowering, node, 1, -largest), high = limit(lowering, node, 2, largest);
  if (low == 0.0f && high == 6.0f) return append_same_shape(lowering, node, {.code = ops::relu6_code});
  if (low == 0.0f && high >= largest) return append_same_shape(lowering, node, {.code = ops::relu_code});
  lowering.fail(node, "must clip to 0 .. 6 or from 0 up", std::to_string(low) + " .. " + std::to_string(high));
}

/// max(x, 0): what PyTorch makes of a clamp without an upper limit.
void lower_max(OnnxLowering& lowering, const OnnxNode& node) {
  const std::size_t x = node.inputs.size() == 2 && lowering.operand(node, 0).is_constant() ? 1 : 0;
  if (node.inputs.size() != 2) lowering.fail(node, "needs two operands", std::to_string(node.inputs.size()));
  for (const float number : lowering.float_constant(node, 1 - x).values<float>()) {
    if (number != 0.0f) lowering.fail(node, "must be with 0, which is a relu", std::to_string(number));
  }
  OnnxValue result = lowering.activation(node, x);
  graph::Node made = {.code = ops::relu_code, .inputs = {result.id}};
  result.id = lowering.append(node, std::move(made));
  lowering.set(node, std::move(result));
}

void lower_softmax(OnnxLowering& lowering, const OnnxNode& node) {
  const OnnxValue& x = lowering.activation(node, 0);
  const std::size_t axis = axis_of(lowering, node, node.integer("axis", -1), x.rank());
  if (!x.features.empty()) lowering.fail(node, "needs features in an order that only a TRANSPOSE could give");
  if (x.order.back() != axis) lowering.fail(node, "must go along the channels", "axis " + std::to_string(axis));
  tflite::SoftmaxOptionsT options;
  options.beta = 1.0f;
  append_same_shape(lowering, node, {.code = ops::softmax_code, .options = ops::hold_options(options)});
}

/// The mean or the largest over ONNX's axes.
void append_reduction(OnnxLowering& lowering, const OnnxNode& node, std::int32_t code,
                      const std::vector<std::int64_t>& axes, bool keep) {
  const OnnxValue x = lowering.activation(node, 0);
  if (!x.features.empty()) lowering.fail(node, "needs features in an order that only a TRANSPOSE could give");
  std::vector<bool> reduced(x.rank(), false);
  for (const std::int64_t axis : axes) reduced[axis_of(lowering, node, axis, x.rank())] = true;
  if (reduced[0]) lowering.fail(node, "must leave the batch alone");
  std::vector<std::int64_t> stored;
  for (std::size_t i = 0; i < x.order.size(); ++i) {
    if (reduced[x.order[i]]) stored.push_back(static_cast<std::int64_t>(i));
  }
  OnnxValue result = {.id = layers::append_reduction(lowering.graph(), code, x.id, stored, keep, node.name, "Mean")};
  lowering.graph().at(result.id).name = node.outputs[0];
  std::vector<std::size_t> places(x.rank());
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    places[axis] = result.shape.size();
    if (keep || !reduced[axis]) result.shape.push_back(reduced[axis] ? 1 : x.shape[axis]);
  }
  for (const std::size_t axis : x.order) {
    if (keep || !reduced[axis]) result.order.push_back(places[axis]);
  }
  lowering.set(node, std::move(result));
}

void lower_reduce_mean(OnnxLowering& lowering, const OnnxNode& node) {
  std::vector<std::int64_t> axes = node.integers("axes");
  if (lowering.has_operand(node, 1)) axes = lowering.integer_constant(node, 1);
  if (axes.empty()) lowering.fail(node, "needs axes");
  append_reduction(lowering, node, ops::mean_code, axes, node.integer("keepdims", 1) != 0);
}

template <std::int32_t Code>
void lower_global_pool(OnnxLowering& lowering, const OnnxNode& node) {
  std::vector<std::int64_t> axes;
  for (std::size_t axis = 2; axis < lowering.activation(node, 0).rank(); ++axis)
    axes.push_back(static_cast<std::int64_t>(axis));
  if (axes.empty()) lowering.fail(node, "needs an operand with places");
  append_reduction(lowering, node, Code, axes, true);
}

constexpr std::array operators = {OnnxOperator{"Add", lower_arithmetic},
                                  OnnxOperator{"Sub", lower_arithmetic},
                                  OnnxOperator{"Mul", lower_arithmetic},
                                  OnnxOperator{"BatchNormalization", lower_normalization},
                                  OnnxOperator{"Relu", lower_activation<ops::relu_code>},
                                  OnnxOperator{"Sigmoid", lower_activation<ops::logistic_code>},
                                  OnnxOperator{"Tanh", lower_activation<ops::tanh_code>},
                                  OnnxOperator{"LeakyRelu", lower_leaky_relu},
                                  OnnxOperator{"Clip", lower_clip},
                                  OnnxOperator{"Max", lower_max},
                                  OnnxOperator{"Softmax", lower_softmax},
                                  OnnxOperator{"ReduceMean", lower_reduce_mean},
                                  OnnxOperator{"GlobalAveragePool", lower_global_pool<ops::mean_code>},
                                  OnnxOperator{"GlobalMaxPool", lower_global_pool<ops::reduce_max_code>}};

}  // namespace

std::span<const OnnxOperator> onnx_arithmetic() { return operators; }

}  // namespace kvant::formats
