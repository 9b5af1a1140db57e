// SPDX-License-Identifier: Apache-2.0
// Operations that work number by number, or along an axis: sums, activations, reductions, joins.
#include "formats/saved_model/lower_constants.h"
#include "formats/saved_model/lowering.h"
#include "layers/append_operators.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <algorithm>
#include <utility>

namespace kvant::formats {
namespace {

graph::Node arithmetic_node(std::int32_t code) {
  graph::Node node = {.code = code};
  if (code == ops::add_code) node.options = ops::hold_options(tflite::AddOptionsT{});
  if (code == ops::sub_code) node.options = ops::hold_options(tflite::SubOptionsT{});
  if (code == ops::mul_code) node.options = ops::hold_options(tflite::MulOptionsT{});
  return node;
}

Value on_integers(Lowering& lowering, std::int32_t code) {
  Integers left = lowering.integers(0), right = lowering.integers(1);
  if (left.values.size() == 1) std::swap(left, right);
  if (right.values.size() != 1 && right.values.size() != left.values.size())
    lowering.refuse("shapes must be of one length");
  for (std::size_t i = 0; i < left.values.size(); ++i) {
    const std::int64_t other = right.values[right.values.size() == 1 ? 0 : i];
    std::int64_t& value = left.values[i];
    const std::int64_t neutral = code == ops::mul_code ? 1 : 0;
    if (other == neutral) continue;
    if (value == length_of_batch || other == length_of_batch || code == ops::sub_code)
      lowering.refuse("computes with the length of the batch");
    if (std::max(std::abs(value), std::abs(other)) > INT32_MAX) lowering.refuse("computes with too large lengths");
    value = code == ops::mul_code ? value * other : value + other;
  }
  return value_of(std::move(left));
}

bool are_integers(const Lowering& lowering) {
  for (std::size_t i = 0; i < 2; ++i) {
    const Value& value = lowering.input(i);
    if (value.integers) return true;
    if (value.numbers != nullptr && value.numbers->dtype() != DType::float32) return true;
  }
  return false;
}

/// A constant stands second where the order does not matter, as in TensorFlow's converter.
Value combine(Lowering& lowering, std::int32_t code, float (*compute)(float, float)) {
  if (are_integers(lowering)) return on_integers(lowering, code);
  if (lowering.is_constant(0) && lowering.is_constant(1)) return combine_constants(lowering, compute);
  graph::Node node = arithmetic_node(code);
  node.inputs = {lowering.tensor(0), lowering.tensor(1)};
  if (lowering.is_constant(0) && code != ops::sub_code) std::swap(node.inputs[0], node.inputs[1]);
  return lowering.append(std::move(node));
}

Value lower_add(Lowering& lowering) {
  return combine(lowering, ops::add_code, [](float a, float b) { return a + b; });
}
Value lower_sub(Lowering& lowering) {
  return combine(lowering, ops::sub_code, [](float a, float b) { return a - b; });
}
Value lower_mul(Lowering& lowering) {
  return combine(lowering, ops::mul_code, [](float a, float b) { return a * b; });
}

/// By a constant: times its reciprocal, as TensorFlow's converter does.
Value lower_div(Lowering& lowering) {
  if (lowering.is_constant(0) && lowering.is_constant(1))
    return combine_constants(lowering, [](float a, float b) { return a / b; });
  if (!lowering.is_constant(1)) lowering.refuse("divides by what is not constant");
  graph::Node node = arithmetic_node(ops::mul_code);
  lowering.constant(1);
  const auto invert = [](const Array& numbers) {
    Array inverse = numbers;
    for (float& value : inverse.values<float>()) value = 1.0f / value;
    return inverse;
  };
  node.inputs = {lowering.tensor(0), lowering.constant_tensor(lowering.input(1), "inverse", invert)};
  return lowering.append(std::move(node));
}

Value lower_bias(Lowering& lowering) {
  lowering.check_channels_last();
  return lower_add(lowering);
}

Value lower_add_many(Lowering& lowering) {
  graph::TensorId sum = lowering.tensor(0);
  for (std::size_t i = 1; i < lowering.input_count(); ++i) {
    graph::Node node = arithmetic_node(ops::add_code);
    node.inputs = {sum, lowering.tensor(i)};
    sum = lowering.append(std::move(node), i + 1 == lowering.input_count() ? "" : "/" + std::to_string(i)).tensor;
  }
  return value_of(sum);
}

Value activation(Lowering& lowering, graph::Node node) {
  node.inputs = {lowering.tensor(0)};
  return lowering.append(std::move(node));
}

Value lower_relu(Lowering& lowering) { return activation(lowering, {.code = ops::relu_code}); }
Value lower_relu6(Lowering& lowering) { return activation(lowering, {.code = ops::relu6_code}); }
Value lower_sigmoid(Lowering& lowering) { return activation(lowering, {.code = ops::logistic_code}); }
Value lower_tanh(Lowering& lowering) { return activation(lowering, {.code = ops::tanh_code}); }
Value lower_leaky_relu(Lowering& lowering) {
  tflite::LeakyReluOptionsT options;
  options.alpha = lowering.node().number("alpha", 0.2f);
  return activation(lowering, {.code = ops::leaky_relu_code, .options = ops::hold_options(options)});
}
Value lower_softmax(Lowering& lowering) {
  tflite::SoftmaxOptionsT options;
  options.beta = 1.0f;
  return activation(lowering, {.code = ops::softmax_code, .options = ops::hold_options(options)});
}

Value reduce(Lowering& lowering, std::int32_t code) {
  const Shape shape = lowering.shape(0);
  std::vector<std::int64_t> axes = lowering.integers(1).values;
  for (std::int64_t& axis : axes) axis = static_cast<std::int64_t>(axis_of(lowering, axis, shape.size()));
  if (std::find(axes.begin(), axes.end(), 0) != axes.end()) lowering.refuse("reduces the batch");
  tflite::ReducerOptionsT options;
  options.keep_dims = lowering.node().flag("keep_dims");
  graph::Node node = {.code = code, .options = ops::hold_options(options)};
  node.inputs = {lowering.tensor(0), layers::append_int32(lowering.graph, lowering.node().name + "/reduction_indices",
                                                          axes, {static_cast<std::int64_t>(axes.size())})};
  return lowering.append(std::move(node));
}
Value lower_mean(Lowering& lowering) { return reduce(lowering, ops::mean_code); }
Value lower_max(Lowering& lowering) { return reduce(lowering, ops::reduce_max_code); }

Value join_integers(Lowering& lowering, std::size_t count) {
  Integers all;
  for (std::size_t i = 0; i < count; ++i) {
    const Integers part = lowering.integers(i);
    all.values.insert(all.values.end(), part.values.begin(), part.values.end());
  }
  if (all.values.size() > 4096) lowering.refuse("joins too many numbers");
  all.shape = {static_cast<std::int64_t>(all.values.size())};
  return value_of(std::move(all));
}

Value lower_concat(Lowering& lowering) {
  if (lowering.input_count() < 2) lowering.refuse("joins nothing");
  const std::size_t count = lowering.input_count() - 1;
  if (are_integers(lowering)) return join_integers(lowering, count);
  tflite::ConcatenationOptionsT options;
  const std::int64_t axis = lowering.integer(count);
  axis_of(lowering, axis, lowering.shape(0).size());
  options.axis = static_cast<std::int32_t>(axis);
  graph::Node node = {.code = ops::concatenation_code, .options = ops::hold_options(options)};
  for (std::size_t i = 0; i < count; ++i) node.inputs.push_back(lowering.tensor(i));
  return count == 1 ? value_of(node.inputs[0]) : lowering.append(std::move(node));
}

}  // namespace

std::vector<KnownOperation> arithmetic_operations() {
  return {{"Add", lower_add},         {"AddV2", lower_add},      {"AddN", lower_add_many},
          {"BiasAdd", lower_bias},    {"BiasAddV1", lower_bias}, {"Sub", lower_sub},
          {"Mul", lower_mul},         {"RealDiv", lower_div},    {"Div", lower_div},
          {"Relu", lower_relu},       {"Relu6", lower_relu6},    {"LeakyRelu", lower_leaky_relu},
          {"Sigmoid", lower_sigmoid}, {"Tanh", lower_tanh},      {"Softmax", lower_softmax},
          {"Mean", lower_mean},       {"Max", lower_max},        {"ConcatV2", lower_concat}};
}

}  // namespace kvant::formats
