// SPDX-License-Identifier: Apache-2.0
// What only moves numbers: Reshape and its like, Concat and Pad.
#include "formats/onnx/onnx_lowering.h"
#include "layers/append_operators.h"
#include "layers/variable.h"
#include "ops/builtin_codes.h"
#include "ops/options.h"

#include <algorithm>
#include <array>

namespace kvant::formats {
namespace {

/// Which feature stands where when a value's stored numbers are laid in a row; empty: in ONNX's order.
std::vector<std::int64_t> flattened_features(const OnnxValue& x) {
  const Shape stored = stored_sample(x);
  std::vector<std::int64_t> steps(x.rank(), 1);
  for (std::size_t axis = x.rank(); axis-- > 1;) steps[axis - 1] = steps[axis] * (axis > 0 ? x.shape[axis] : 1);
  std::vector<std::int64_t> features(static_cast<std::size_t>(element_count(stored)));
  Shape index(stored.size(), 0);
  bool same = true;
  for (std::size_t at = 0; at < features.size(); ++at) {
    std::int64_t feature = 0;
    for (std::size_t i = 0; i < index.size(); ++i) feature += index[i] * steps[x.order[i + 1]];
    features[at] = feature;
    same = same && feature == static_cast<std::int64_t>(at);
    for (std::size_t i = index.size(); i > 0; --i) {
      if (++index[i - 1] < stored[i - 1]) break;
      index[i - 1] = 0;
    }
  }
  if (same) features.clear();
  return features;
}

/// The activation's numbers in another shape; sample: without the batch.
void set_reshaped(OnnxLowering& lowering, const OnnxNode& node, const OnnxValue& x, const Shape& sample) {
  if (x.order[0] != 0) lowering.fail(node, "must leave the batch the first axis");
  OnnxValue result;
  result.features = x.features.empty() ? flattened_features(x) : x.features;
  if (!result.features.empty() && sample.size() != 1)
    lowering.fail(node, "mixes channels and places, for which kvant lacks TRANSPOSE", to_string(sample));
  result.id = stored_sample(x) == sample ? x.id : lowering.reshape(node, x.id, sample);
  result.shape = sample;
  result.shape.insert(result.shape.begin(), unknown_length);
  result.order = natural_order(result.shape.size());
  lowering.set(node, std::move(result));
}

void lower_flatten(OnnxLowering& lowering, const OnnxNode& node) {
  const OnnxValue& x = lowering.activation(node, 0);
  if (axis_of(lowering, node, node.integer("axis", 1), x.rank()) != 1) lowering.fail(node, "must keep the batch alone");
  set_reshaped(lowering, node, x, {element_count(stored_sample(x))});
}

/// The shape that a Reshape asks for, of count numbers in all; 0 repeats a length of before, one -1 is what is left.
Shape wanted_shape(OnnxLowering& lowering, const OnnxNode& node, std::vector<std::int64_t> asked, const Shape& before,
                   std::int64_t count) {
  std::int64_t known = 1;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (asked[i] == 0 && i < before.size()) asked[i] = before[i];
    if (asked[i] < -1 || asked[i] > count) lowering.fail(node, "cannot give this shape", to_string(asked));
    if (asked[i] >= 0) known *= asked[i];
    if (known > count) lowering.fail(node, "cannot give this shape", to_string(asked));
  }
  const auto open = std::count(asked.begin(), asked.end(), -1);
  if (open > 1 || known == 0 || count % known != 0 || (open == 0 && known != count))
    lowering.fail(node, "needs a shape of " + std::to_string(count) + " numbers", to_string(asked));
  std::replace(asked.begin(), asked.end(), std::int64_t{-1}, count / known);
  return asked;
}

void lower_reshape(OnnxLowering& lowering, const OnnxNode& node) {
  const std::vector<std::int64_t> asked = lowering.integer_constant(node, 1);
  const OnnxValue& x = lowering.operand(node, 0);
  if (x.is_constant()) {
    const Array& array = *x.constant;
    const auto count = static_cast<std::int64_t>(array.size());
    return lowering.set_constant(node, array.reshape(wanted_shape(lowering, node, asked, array.shape(), count)));
  }
  // The first length is the batch, however it is written: 0, -1, or the 1 that a fixed batch had.
  if (asked.empty() || asked[0] > 1) lowering.fail(node, "must leave the batch the first axis", to_string(asked));
  const Shape before(x.shape.begin() + 1, x.shape.end());
  set_reshaped(lowering, node, x,
               wanted_shape(lowering, node, {asked.begin() + 1, asked.end()}, before, element_count(before)));
}

void lower_transpose(OnnxLowering& lowering, const OnnxNode& node) {
  const OnnxValue& x = lowering.operand(node, 0);
  std::vector<std::int64_t> axes = node.integers("perm");
  if (axes.empty()) {
    for (std::size_t axis = x.rank(); axis > 0; --axis) axes.push_back(static_cast<std::int64_t>(axis) - 1);
  }
  std::vector<std::int64_t> sorted = axes;
  std::sort(sorted.begin(), sorted.end());
  const std::vector<std::size_t> natural = natural_order(x.rank());
  if (!std::equal(sorted.begin(), sorted.end(), natural.begin(), natural.end()))
    lowering.fail(node, "perm must name each axis once", to_string(axes));
  if (x.is_constant()) {
    if (x.constant->dtype() == DType::int64) return lowering.set_constant(node, transpose_integers(*x.constant, axes));
    if (x.constant->dtype() != DType::float32) lowering.fail(node, "needs numbers of float32 or int64");
    return lowering.set_constant(node, layers::transpose(*x.constant, {axes.begin(), axes.end()}));
  }
  if (!x.features.empty()) lowering.fail(node, "needs features in an order that only a TRANSPOSE could give");
  OnnxValue result = {.id = x.id};
  for (const std::int64_t axis : axes) result.shape.push_back(x.shape[static_cast<std::size_t>(axis)]);
  for (const std::size_t axis : x.order) {
    const auto place = std::find(axes.begin(), axes.end(), static_cast<std::int64_t>(axis));
    result.order.push_back(static_cast<std::size_t>(place - axes.begin()));
  }
  lowering.set(node, std::move(result));
}

std::vector<std::int64_t> axes_of(OnnxLowering& lowering, const OnnxNode& node) {
  return lowering.has_operand(node, 1) ? lowering.integer_constant(node, 1) : node.integers("axes");
}

/// Squeeze, or Unsqueeze where axes are added.
void lower_axes(OnnxLowering& lowering, const OnnxNode& node) {
  const bool adds = node.type == "Unsqueeze";
  const OnnxValue& x = lowering.operand(node, 0);
  const std::vector<std::int64_t> axes = axes_of(lowering, node);
  const std::size_t rank = x.rank() + (adds ? axes.size() : 0);
  std::vector<bool> marked(rank, false);
  for (const std::int64_t axis : axes) marked[axis_of(lowering, node, axis, rank)] = true;
  const Shape& before = x.is_constant() ? x.constant->shape() : x.shape;
  for (std::size_t axis = 0; axes.empty() && axis < rank; ++axis) marked[axis] = before[axis] == 1;
  // Places of the axes that stay: among all and among themselves.
  Shape shape;
  std::vector<std::size_t> places;
  std::size_t next = 0;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    if (adds) {
      if (!marked[axis] && next >= before.size()) lowering.fail(node, "names an axis twice");
      if (!marked[axis]) places.push_back(axis);
      shape.push_back(marked[axis] ? 1 : before[next++]);
    } else {
      if (marked[axis] && before[axis] != 1) lowering.fail(node, "may drop axes of length 1 only", to_string(before));
      places.push_back(shape.size());
      if (!marked[axis]) shape.push_back(before[axis]);
    }
  }
  if (x.is_constant()) return lowering.set_constant(node, x.constant->reshape(shape));
  if (marked[0]) lowering.fail(node, "must leave the batch the first axis");
  if (!x.features.empty()) lowering.fail(node, "needs features in an order that only a TRANSPOSE could give");
  OnnxValue result = {.shape = shape};
  for (const std::size_t axis : x.order) {
    if (adds || !marked[axis]) result.order.push_back(places[axis]);
  }
  // New axes stand before the last stored one, where places are; behind it they would part channels from their end.
  for (std::size_t axis = 0; adds && axis < rank; ++axis) {
    if (marked[axis]) result.order.insert(result.order.end() - 1, axis);
  }
  if (result.order[0] != 0) lowering.fail(node, "must leave the batch the first axis");
  result.id = lowering.reshape(node, x.id, stored_sample(result));
  lowering.set(node, std::move(result));
}

void lower_concat(OnnxLowering& lowering, const OnnxNode& node) {
  if (lowering.operand(node, 0).is_constant()) {  // lengths of a shape
    std::vector<std::int64_t> all;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const std::vector<std::int64_t> part = lowering.integer_constant(node, i);
      all.insert(all.end(), part.begin(), part.end());
    }
    return lowering.set_constant(node, onnx_integers(all, {static_cast<std::int64_t>(all.size())}));
  }
  OnnxValue result = lowering.activation(node, 0);
  const std::size_t axis = axis_of(lowering, node, node.integer("axis", 0), result.rank());
  if (axis == 0) lowering.fail(node, "must leave the batch alone");
  tflite::ConcatenationOptionsT options;
  options.axis =
      static_cast<std::int32_t>(std::find(result.order.begin(), result.order.end(), axis) - result.order.begin());
  graph::Node made = {.code = ops::concatenation_code, .options = ops::hold_options(options)};
  result.shape[axis] = 0;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const OnnxValue part = lowering.activation(node, i, result.order);
    for (std::size_t other = 1; other < result.rank(); ++other) {
      if (other != axis && part.shape[other] != result.shape[other])
        lowering.fail(node, "needs operands that fit each other", to_string(part.shape));
    }
    result.shape[axis] += part.shape[axis];
    made.inputs.push_back(part.id);
  }
  result.id = lowering.append(node, std::move(made));
  lowering.set(node, std::move(result));
}

void lower_pad(OnnxLowering& lowering, const OnnxNode& node) {
  if (node.text("mode", "constant") != "constant")
    lowering.fail(node, "must pad with a constant", node.text("mode", ""));
  OnnxValue result = lowering.activation(node, 0);
  const std::vector<std::int64_t> pads = lowering.integer_constant(node, 1);
  if (!result.features.empty()) lowering.fail(node, "needs features in an order that only a TRANSPOSE could give");
  if (lowering.has_operand(node, 3)) lowering.fail(node, "must name no axes");
  if (lowering.has_operand(node, 2)) {
    for (const float number : lowering.float_constant(node, 2).values<float>()) {
      if (number != 0.0f) lowering.fail(node, "must pad with zeros", std::to_string(number));
    }
  }
  const std::size_t rank = result.rank();
  const auto out_of_range = [](std::int64_t n) { return n < 0 || n > 65535; };
  if (pads.size() != 2 * rank || std::any_of(pads.begin(), pads.end(), out_of_range) || pads[0] + pads[rank] > 0)
    lowering.fail(node, "pads must be two lengths of 0 to 65535 for each axis, 0 for the batch", to_string(pads));
  std::vector<std::int64_t> lengths;
  for (const std::size_t axis : result.order) {
    lengths.insert(lengths.end(), {pads[axis], pads[rank + axis]});
    if (axis != 0) result.shape[axis] += pads[axis] + pads[rank + axis];
  }
  graph::Node made = {.code = ops::pad_code, .options = ops::hold_options(tflite::PadOptionsT{})};
  made.inputs = {result.id, layers::append_int32(lowering.graph(), node.name + "/paddings", lengths,
                                                 {static_cast<std::int64_t>(rank), 2})};
  result.id = lowering.append(node, std::move(made));
  lowering.set(node, std::move(result));
}

constexpr std::array operators = {OnnxOperator{"Flatten", lower_flatten},
                                  OnnxOperator{"Reshape", lower_reshape},
                                  OnnxOperator{"Transpose", lower_transpose},
                                  OnnxOperator{"Squeeze", lower_axes},
                                  OnnxOperator{"Unsqueeze", lower_axes},
                                  OnnxOperator{"Concat", lower_concat},
                                  OnnxOperator{"Pad", lower_pad}};

}  // namespace

std::span<const OnnxOperator> onnx_shapes() { return operators; }

}  // namespace kvant::formats
