// SPDX-License-Identifier: Apache-2.0
// Constants and what is computed from them before a model runs: Constant, and the shapes that a Reshape asks for.
#include "formats/onnx/onnx_lowering.h"

#include <algorithm>
#include <array>

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

void lower_slice(OnnxLowering& lowering, const OnnxNode& node) {
  const std::vector<std::int64_t> from = lowering.integer_constant(node, 0);
  const auto count = static_cast<std::int64_t>(from.size());
  const std::vector<std::int64_t> starts = lowering.integer_constant(node, 1),
                                  ends = lowering.integer_constant(node, 2);
  if (starts.size() != 1 || ends.size() != 1 || lowering.has_operand(node, 4))
    lowering.fail(node, "must take one stretch out of a shape");
  const auto place = [&](std::int64_t index) {
    return std::clamp<std::int64_t>(index < 0 ? index + count : index, 0, count);
  };
  const std::int64_t first = place(starts[0]), end = std::max(first, place(ends[0]));
  const std::vector<std::int64_t> taken(from.begin() + first, from.begin() + end);
  lowering.set_constant(node, onnx_integers(taken, {end - first}));
}

constexpr std::array operators = {OnnxOperator{"Constant", lower_constant}, OnnxOperator{"Identity", lower_identity},
                                  OnnxOperator{"Dropout", lower_identity},  OnnxOperator{"Cast", lower_cast},
                                  OnnxOperator{"Shape", lower_shape},       OnnxOperator{"Gather", lower_gather},
                                  OnnxOperator{"Slice", lower_slice}};

}  // namespace

Array onnx_integers(const std::vector<std::int64_t>& values, const Shape& shape) {
  Array array(DType::int64, shape);
  std::copy(values.begin(), values.end(), array.values<std::int64_t>().begin());
  return array;
}

std::span<const OnnxOperator> onnx_constants() { return operators; }

}  // namespace kvant::formats
