// SPDX-License-Identifier: Apache-2.0
// Constants and what is computed from them before a model runs: Constant, and the shapes and paddings that Reshape and
// Pad ask for.
#include "formats/onnx/onnx_lowering.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace kvant::formats {
namespace {

void lower_constant(OnnxLowering& lowering, const OnnxNode& node) {
  for (const auto& [key, attribute] : node.attributes) {
    if (key == "value" && attribute.tensor) return lowering.set_constant(node, *attribute.tensor);
    if (key == "value_int") return lowering.set_constant(node, onnx_integers({attribute.integer}, {}));
    if (key == "value_ints")
      return lowering.set_constant(
          node, onnx_integers(attribute.integers, {static_cast<std::int64_t>(attribute.integers.size())}));
    if (key != "value_float" && key != "value_floats") continue;
    const std::vector<float> numbers = key == "value_float" ? std::vector<float>{attribute.number} : attribute.numbers;
    Array array(DType::float32, key == "value_float" ? Shape{} : Shape{static_cast<std::int64_t>(numbers.size())});
    std::copy(numbers.begin(), numbers.end(), array.values<float>().begin());
    return lowering.set_constant(node, std::move(array));
  }
  lowering.fail(node, "needs a value of float32 or whole numbers");
}

void lower_identity(OnnxLowering& lowering, const OnnxNode& node) { lowering.set(node, lowering.operand(node, 0)); }

/// Whole numbers and float32 stay what they are.
void lower_cast(OnnxLowering& lowering, const OnnxNode& node) {
  const OnnxValue& x = lowering.operand(node, 0);
  const std::int64_t to = node.integer("to", 0);
  const bool whole = x.is_constant() && x.constant->dtype() == DType::int64;
  if (whole ? to != 6 && to != 7 : to != 1)
    lowering.fail(node, "must not change numbers to another kind", "type " + std::to_string(to));
  lowering.set(node, x);
}

/// The lengths, with 0 for the batch: where a Reshape asks for them, 0 repeats the batch.
void lower_shape(OnnxLowering& lowering, const OnnxNode& node) {
  Shape shape = lowering.activation(node, 0).shape;
  shape[0] = 0;
  lowering.set_constant(node, onnx_integers(shape, {static_cast<std::int64_t>(shape.size())}));
}

/// Lengths out of a shape.
void lower_gather(OnnxLowering& lowering, const OnnxNode& node) {
  const std::vector<std::int64_t> from = lowering.integer_constant(node, 0);
  std::vector<std::int64_t> taken;
  for (const std::int64_t index : lowering.integer_constant(node, 1))
    taken.push_back(from[axis_of(lowering, node, index, from.size())]);
  lowering.set_constant(node, onnx_integers(taken, lowering.operand(node, 1).constant->shape()));
}

/// Rows of numbers along an axis: how many, what stands before it, and behind it.
struct AxisLengths {
  AxisLengths(const Shape& shape, std::size_t axis) : along(shape[axis]) {
    for (std::size_t i = 0; i < axis; ++i) before *= shape[i];
    for (std::size_t i = axis + 1; i < shape.size(); ++i) behind *= shape[i];
  }
  std::int64_t before = 1, along, behind = 1;
};

/// The places [start, end) along an axis in steps, as NumPy slices.
Array slice_axis(const OnnxLowering& lowering, const OnnxNode& node, const Array& array, std::size_t axis,
                 std::int64_t start, std::int64_t end, std::int64_t step) {
  const AxisLengths lengths(array.shape(), axis);
  if (step == 0) lowering.fail(node, "needs steps other than 0");
  step = std::clamp(step, -lengths.along - 1, lengths.along + 1);  // so that places can be counted
  const std::int64_t lowest = step > 0 ? 0 : -1, highest = step > 0 ? lengths.along : lengths.along - 1;
  const auto place = [&](std::int64_t index) {
    return index < 0 ? std::clamp(index + lengths.along, lowest, highest) : std::clamp(index, lowest, highest);
  };
  std::vector<std::int64_t> places, taken;
  for (std::int64_t i = place(start); step > 0 ? i < place(end) : i > place(end); i += step) places.push_back(i);
  const auto from = std::as_const(array).values<std::int64_t>();
  for (std::int64_t row = 0; row < lengths.before; ++row) {
    for (const std::int64_t i : places) {
      const auto first = from.begin() + (row * lengths.along + i) * lengths.behind;
      taken.insert(taken.end(), first, first + lengths.behind);
    }
  }
  Shape shape = array.shape();
  shape[axis] = static_cast<std::int64_t>(places.size());
  return onnx_integers(taken, shape);
}

/// A stretch of a shape, or of what is computed from one.
void lower_slice(OnnxLowering& lowering, const OnnxNode& node) {
  lowering.integer_constant(node, 0);  // or an error
  Array result = *lowering.operand(node, 0).constant;
  const std::vector<std::int64_t> starts = lowering.integer_constant(node, 1),
                                  ends = lowering.integer_constant(node, 2);
  std::vector<std::int64_t> axes, steps(starts.size(), 1);
  if (lowering.has_operand(node, 3)) axes = lowering.integer_constant(node, 3);
  if (lowering.has_operand(node, 4)) steps = lowering.integer_constant(node, 4);
  for (std::size_t i = axes.size(); i < starts.size(); ++i) axes.push_back(static_cast<std::int64_t>(i));
  if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
    lowering.fail(node, "needs a start, an end and a step for each axis");
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t axis = axis_of(lowering, node, axes[i], result.shape().size());
    // The lowest integer there is means: from the very first.
    const std::int64_t end = std::max(ends[i], -std::numeric_limits<std::int32_t>::max() - std::int64_t{1});
    result = slice_axis(lowering, node, result, axis, starts[i], end, steps[i]);
  }
  lowering.set_constant(node, std::move(result));
}

void lower_constant_of_shape(OnnxLowering& lowering, const OnnxNode& node) {
  constexpr std::int64_t most = 1024;  // numbers: it is for paddings and shapes
  const std::vector<std::int64_t> shape = lowering.integer_constant(node, 0);
  for (const std::int64_t length : shape) {
    if (length < 0 || length > most) lowering.fail(node, "needs lengths of 0 to 1024", to_string(shape));
  }
  const std::int64_t count = element_count(shape);
  if (count > most) lowering.fail(node, "needs at most 1024 numbers", to_string(shape));
  const auto value = node.attributes.find("value");
  if (value == node.attributes.end() || !value->second.tensor || value->second.tensor->dtype() != DType::int64 ||
      value->second.tensor->size() != 1)
    lowering.fail(node, "needs a value of one whole number");
  const std::int64_t number = std::as_const(*value->second.tensor).values<std::int64_t>()[0];
  lowering.set_constant(node, onnx_integers(std::vector(static_cast<std::size_t>(count), number), shape));
}

constexpr std::array operators = {
    OnnxOperator{"Constant", lower_constant}, OnnxOperator{"ConstantOfShape", lower_constant_of_shape},
    OnnxOperator{"Identity", lower_identity}, OnnxOperator{"Dropout", lower_identity},
    OnnxOperator{"Cast", lower_cast},         OnnxOperator{"Shape", lower_shape},
    OnnxOperator{"Gather", lower_gather},     OnnxOperator{"Slice", lower_slice}};

}  // namespace

Array onnx_integers(const std::vector<std::int64_t>& values, const Shape& shape) {
  Array array(DType::int64, shape);
  std::copy(values.begin(), values.end(), array.values<std::int64_t>().begin());
  return array;
}

void combine_onnx_integers(OnnxLowering& lowering, const OnnxNode& node) {
  const std::vector<std::int64_t> left = lowering.integer_constant(node, 0), right = lowering.integer_constant(node, 1);
  const Shape left_shape = lowering.operand(node, 0).constant->shape();
  const Shape right_shape = lowering.operand(node, 1).constant->shape();
  const bool left_repeats = left.size() == 1 && left_shape.size() <= right_shape.size();
  const bool right_repeats = right.size() == 1 && right_shape.size() <= left_shape.size();
  const bool fits = left_repeats || right_repeats || left_shape == right_shape;
  if (!fits || left.empty() || right.empty())
    lowering.fail(node, "needs operands that fit each other", to_string(left_shape) + " and " + to_string(right_shape));
  std::vector<std::int64_t> results;
  for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
    const std::int64_t a = left[left_repeats ? 0 : i], b = right[right_repeats ? 0 : i];
    constexpr std::int64_t most = 1 << 30;
    if (a <= 0 || b <= 0 || a > most || b > most)  // 0 stands for the batch
      lowering.fail(node, "may compute with known lengths only, not with the batch", to_string({a, b}));
    results.push_back(node.type == "Add" ? a + b : node.type == "Sub" ? a - b : a * b);
  }
  lowering.set_constant(node, onnx_integers(results, left_repeats ? right_shape : left_shape));
}

Array transpose_integers(const Array& array, const std::vector<std::int64_t>& axes) {
  Shape shape;
  std::vector<std::int64_t> steps(axes.size());
  for (const std::int64_t axis : axes) shape.push_back(array.shape()[static_cast<std::size_t>(axis)]);
  for (std::size_t i = 0; i < axes.size(); ++i)
    steps[i] = AxisLengths(array.shape(), static_cast<std::size_t>(axes[i])).behind;
  const auto from = std::as_const(array).values<std::int64_t>();
  std::vector<std::int64_t> numbers(from.size()), index(axes.size(), 0);
  for (std::int64_t& number : numbers) {
    std::int64_t place = 0;
    for (std::size_t i = 0; i < axes.size(); ++i) place += index[i] * steps[i];
    number = from[static_cast<std::size_t>(place)];
    for (std::size_t i = axes.size(); i > 0 && ++index[i - 1] == shape[i - 1]; --i) index[i - 1] = 0;
  }
  return onnx_integers(numbers, shape);
}

std::span<const OnnxOperator> onnx_constants() { return operators; }

}  // namespace kvant::formats
