// SPDX-License-Identifier: Apache-2.0
// What all lowerings use.
#include "formats/saved_model/lowering.h"

#include "layers/append_operators.h"
#include "layers/layer.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <span>

namespace kvant::formats {
namespace {

constexpr std::size_t most_operators = 20000;
constexpr std::size_t most_axes = 16;
constexpr std::int64_t most_numbers = std::int64_t{1} << 40;

}  // namespace

void Lowering::refuse(const std::string& why, const std::string& received) const {
  throw Error(node_->name, why, received);
}

const Value& Lowering::input(std::size_t i) const {
  if (i >= inputs_.size()) refuse("has too few inputs", std::to_string(inputs_.size()));
  return inputs_[i];
}

const Array& Lowering::constant(std::size_t i) const {
  const Array* numbers = input(i).numbers.get();
  if (numbers == nullptr || numbers->dtype() != DType::float32)
    refuse("input " + std::to_string(i) + " must be a constant of float32 numbers");
  return *numbers;
}

graph::TensorId Lowering::tensor(std::size_t i) {
  const Value& value = input(i);
  if (value.tensor != graph::no_tensor) return value.tensor;
  if (value.numbers == nullptr || value.numbers->dtype() != DType::float32)
    refuse("input " + std::to_string(i) + " must be a tensor of float32 numbers");
  return constant_tensor(value);
}

const Shape& Lowering::shape(std::size_t i) { return graph.at(tensor(i)).shape; }

Integers Lowering::integers(std::size_t i) const {
  const Value& value = input(i);
  if (value.integers) return *value.integers;
  const Array* numbers = value.numbers.get();
  if (numbers == nullptr || numbers->size() > 4096 ||
      (numbers->dtype() != DType::int32 && numbers->dtype() != DType::int64))
    refuse("input " + std::to_string(i) + " must be whole numbers that are known beforehand");
  const Array wide = numbers->astype(DType::int64);
  const auto values = wide.values<std::int64_t>();
  return {numbers->shape(), {values.begin(), values.end()}};
}

std::vector<std::int64_t> Lowering::integers(std::size_t i, std::size_t count) const {
  std::vector<std::int64_t> values = integers(i).values;
  if (values.size() != count)
    refuse("input " + std::to_string(i) + " must hold " + std::to_string(count) + " numbers",
           std::to_string(values.size()));
  return values;
}

graph::TensorId Lowering::constant_tensor(const Value& value, const std::string& form,
                                          const std::function<Array(const Array&)>& change) {
  const auto known = constants_.find({value.numbers.get(), form});
  if (known != constants_.end()) return known->second;
  graph::Tensor constant;
  constant.name = value.name;
  constant.data = change ? std::make_shared<Array>(change(*value.numbers)) : value.numbers;
  constant.dtype = constant.data->dtype();
  constant.shape = constant.data->shape();
  kept_.push_back(value.numbers);
  return constants_[{value.numbers.get(), form}] = graph.add(std::move(constant));
}

void Lowering::account_for(const Array& numbers) {
  constant_numbers_ += numbers.size();
  if (constant_numbers_ > std::int64_t{1} << 28) refuse("constants come to more than 2^28 numbers");
}

void Lowering::check_size(const Shape& shape) const {
  if (shape.size() > most_axes) refuse("has more than 16 axes", std::to_string(shape.size()));
  std::int64_t numbers = 1;
  for (const std::int64_t length : shape) {
    if (length > 1 && numbers > most_numbers / length) refuse("has more than 2^40 numbers", to_string(shape));
    numbers *= std::max<std::int64_t>(length, 1);
  }
}

Value Lowering::append(graph::Node node, const std::string& suffix) {
  if (graph.nodes.size() >= most_operators) refuse("comes after more than 20000 operators");
  node.layer = node_->name;
  const graph::TensorId result = layers::append_node(graph, std::move(node), node_->name + suffix);
  check_size(graph.at(result).shape);
  return value_of(result);
}

Value Lowering::append_reshape(graph::TensorId input, const Shape& shape) {
  if (graph.at(input).shape == shape) return value_of(input);
  graph::Node node = {.code = ops::reshape_code};
  node.inputs = {input,
                 layers::append_int32(graph, node_->name + "/shape", shape, {static_cast<std::int64_t>(shape.size())})};
  return append(std::move(node));
}

graph::TensorId Lowering::append_pad(graph::TensorId input, const std::vector<std::int64_t>& lengths) {
  graph::Node node = {.code = ops::pad_code, .options = ops::hold_options(tflite::PadOptionsT{})};
  const auto axes = static_cast<std::int64_t>(lengths.size() / 2);
  node.inputs = {input, layers::append_int32(graph, node_->name + "/paddings", lengths, {axes, 2})};
  return append(std::move(node), "/Pad").tensor;
}

std::string Lowering::layer() const {
  const std::size_t slash = node_->name.rfind('/');
  return slash == std::string::npos ? node_->name : node_->name.substr(0, slash);
}

void Lowering::check_channels_last() const {
  const std::string order = node_->text("data_format", "NHWC");
  if (order != "NHWC") refuse("only channels last (data_format NHWC) is supported", order);
}

Lower find_lowering(std::string_view op) {
  static const std::map<std::string_view, Lower> known = [] {
    std::map<std::string_view, Lower> all;
    for (const auto& table : {constant_operations(), shape_operations(), arithmetic_operations(), layer_operations()})
      for (const KnownOperation& one : table) all[one.op] = one.lower;
    return all;
  }();
  const auto found = known.find(op);
  return found == known.end() ? nullptr : found->second;
}

Value value_of(Array numbers, const std::string& name) {
  Value value;
  value.numbers = std::make_shared<Array>(std::move(numbers));
  value.name = name;
  return value;
}

Value value_of(Integers integers) {
  Value value;
  value.integers = std::move(integers);
  return value;
}

Value value_of(graph::TensorId tensor) {
  Value value;
  value.tensor = tensor;
  return value;
}

std::size_t axis_of(const Lowering& lowering, std::int64_t axis, std::size_t rank) {
  const auto axes = static_cast<std::int64_t>(rank);
  if (axis < -axes || axis >= axes)
    lowering.refuse("the axis must be one of the " + std::to_string(rank), std::to_string(axis));
  return static_cast<std::size_t>(axis < 0 ? axis + axes : axis);
}

}  // namespace kvant::formats
