// SPDX-License-Identifier: Apache-2.0
// Constants and variables, and float32 arithmetic between them: each step is rounded, in TensorFlow's order.
#include "formats/saved_model/lower_constants.h"

#include "formats/saved_model/lowering.h"
#include "formats/saved_model/tensor_proto.h"

#include <algorithm>
#include <cmath>

namespace kvant::formats {
namespace {

Value lower_const(Lowering& lowering) {
  for (WireReader value = lowering.node().attribute("value"); value.next();) {
    if (value.number() != 8) continue;
    Array numbers = read_tensor_proto(value.message());
    lowering.account_for(numbers);
    return value_of(std::move(numbers), lowering.node().name);
  }
  lowering.refuse("a constant without numbers");
}

Value lower_handle(Lowering& lowering) {
  Value value;
  value.variable = &lowering.node();
  return value;
}

Value lower_read(Lowering& lowering) {
  if (lowering.input(0).variable == nullptr) lowering.refuse("reads what is not a variable");
  Value value;
  value.numbers = lowering.read_variable(*lowering.input(0).variable);
  value.name = lowering.node().name;
  return value;
}

std::int64_t from_end(const Shape& shape, std::size_t back) {
  return back < shape.size() ? shape[shape.size() - 1 - back] : 1;
}

using Unary = float (*)(float);
Value each(Lowering& lowering, Unary compute) {
  Array result = lowering.constant(0);
  for (float& value : result.values<float>()) value = compute(value);
  return value_of(std::move(result), lowering.node().name);
}

Value lower_rsqrt(Lowering& lowering) {
  return each(lowering, [](float x) { return 1.0f / std::sqrt(x); });
}
Value lower_sqrt(Lowering& lowering) {
  return each(lowering, [](float x) { return std::sqrt(x); });
}
Value lower_neg(Lowering& lowering) {
  return each(lowering, [](float x) { return -x; });
}
Value lower_square(Lowering& lowering) {
  return each(lowering, [](float x) { return x * x; });
}
Value lower_reciprocal(Lowering& lowering) {
  return each(lowering, [](float x) { return 1.0f / x; });
}

Value lower_maximum(Lowering& lowering) {
  return combine_constants(lowering, [](float a, float b) { return std::max(a, b); });
}
Value lower_minimum(Lowering& lowering) {
  return combine_constants(lowering, [](float a, float b) { return std::min(a, b); });
}

}  // namespace

Value combine_constants(Lowering& lowering, float (*compute)(float, float)) {
  const Array &first = lowering.constant(0), &second = lowering.constant(1);
  Shape shape(std::max(first.shape().size(), second.shape().size()));
  for (std::size_t back = 0; back < shape.size(); ++back) {
    const std::int64_t one = from_end(first.shape(), back), two = from_end(second.shape(), back);
    if (one != two && one != 1 && two != 1)
      lowering.refuse("constants of these shapes do not fit each other",
                      to_string(first.shape()) + " and " + to_string(second.shape()));
    shape[shape.size() - 1 - back] = one == 1 ? two : one;
  }
  lowering.check_size(shape);
  if (element_count(shape) > std::int64_t{1} << 24) lowering.refuse("constants are too large", to_string(shape));
  Array result(DType::float32, shape);
  lowering.account_for(result);
  const auto place_in = [&](const Shape& operand, std::int64_t index) {
    std::int64_t place = 0, step = 1;
    for (std::size_t back = 0; back < shape.size(); ++back) {
      const std::int64_t length = from_end(shape, back), own = from_end(operand, back);
      if (own != 1) place += index % length * step;
      step *= own;
      index /= length;
    }
    return static_cast<std::size_t>(place);
  };
  const auto values = result.values<float>();
  const auto left = first.values<float>(), right = second.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto index = static_cast<std::int64_t>(i);
    values[i] = compute(left[place_in(first.shape(), index)], right[place_in(second.shape(), index)]);
  }
  return value_of(std::move(result), lowering.node().name);
}

std::vector<KnownOperation> constant_operations() {
  return {{"Const", lower_const},         {"VarHandleOp", lower_handle},
          {"ReadVariableOp", lower_read}, {"Rsqrt", lower_rsqrt},
          {"Sqrt", lower_sqrt},           {"Neg", lower_neg},
          {"Square", lower_square},       {"Reciprocal", lower_reciprocal},
          {"Inv", lower_reciprocal},      {"Maximum", lower_maximum},
          {"Minimum", lower_minimum}};
}

}  // namespace kvant::formats
