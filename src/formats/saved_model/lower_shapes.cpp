// SPDX-License-Identifier: Apache-2.0
// Shapes and what is computed from them, known beforehand; Reshape and its kin become RESHAPE.
#include "formats/saved_model/lowering.h"
#include "ops/builtin_codes.h"

#include <algorithm>
#include <utility>

namespace kvant::formats {
namespace {

std::int64_t product_of(const Shape& shape) {
  std::int64_t product = 1;
  for (const std::int64_t length : shape) product *= length == unknown_length ? 1 : length;
  return product;
}

/// A constant or an activation in another shape.
Value in_shape(Lowering& lowering, const Shape& shape) {
  lowering.check_size(shape);
  const Value& value = lowering.input(0);
  if (value.numbers == nullptr) return lowering.append_reshape(lowering.tensor(0), shape);
  return value_of(value.numbers->reshape(shape), value.name);
}

Shape shape_of_input(Lowering& lowering) {
  const Value& value = lowering.input(0);
  return value.numbers != nullptr ? value.numbers->shape() : lowering.shape(0);
}

Value lower_shape(Lowering& lowering) {
  Integers lengths = {.shape = {}, .values = lowering.shape(0)};
  std::replace(lengths.values.begin(), lengths.values.end(), unknown_length, length_of_batch);
  lengths.shape = {static_cast<std::int64_t>(lengths.values.size())};
  return value_of(std::move(lengths));
}

/// Of a vector: [begin : end : step], or one of its numbers.
Value lower_strided_slice(Lowering& lowering) {
  const Integers given = lowering.integers(0);
  if (given.shape.size() != 1) lowering.refuse("only a shape can be sliced");
  const auto length = static_cast<std::int64_t>(given.values.size());
  const std::int64_t step = lowering.integers(3, 1)[0];
  if (step != 1) lowering.refuse("the step of a slice must be 1", std::to_string(step));
  const auto place = [&](std::int64_t at) { return std::clamp<std::int64_t>(at < 0 ? at + length : at, 0, length); };
  const std::int64_t begin = lowering.node().integer("begin_mask", 0) == 1 ? 0 : place(lowering.integers(1, 1)[0]);
  const std::int64_t end = lowering.node().integer("end_mask", 0) == 1 ? length : place(lowering.integers(2, 1)[0]);
  const bool one = lowering.node().integer("shrink_axis_mask", 0) == 1;
  if (one ? begin >= length : begin > end) lowering.refuse("a slice leads outside", std::to_string(begin));
  Integers part;
  part.values.assign(given.values.begin() + begin, given.values.begin() + (one ? begin + 1 : end));
  if (!one) part.shape = {static_cast<std::int64_t>(part.values.size())};
  return value_of(std::move(part));
}

Value lower_pack(Lowering& lowering) {
  Integers all;
  for (std::size_t i = 0; i < lowering.input_count(); ++i) all.values.push_back(lowering.integer(i));
  all.shape = {static_cast<std::int64_t>(all.values.size())};
  return value_of(std::move(all));
}

Value lower_prod(Lowering& lowering) {
  std::int64_t product = 1;
  bool batch = false;
  for (const std::int64_t value : lowering.integers(0).values) {
    if (value == length_of_batch && batch) lowering.refuse("multiplies the batch by itself");
    if (value == length_of_batch)
      batch = true;
    else
      product *= std::clamp<std::int64_t>(value, -1, INT32_MAX);
    if (product > INT32_MAX) lowering.refuse("a product of lengths is too large");
  }
  if (batch && product != 1) lowering.refuse("multiplies the batch");
  Integers result;
  result.values = {batch ? length_of_batch : product};
  if (lowering.node().flag("keep_dims")) result.shape = {1};
  return value_of(std::move(result));
}

Value lower_gather(Lowering& lowering) {
  const Integers given = lowering.integers(0), places = lowering.integers(1);
  Integers result = {.shape = places.shape, .values = {}};
  for (const std::int64_t place : places.values)
    result.values.push_back(given.values[axis_of(lowering, place, given.values.size())]);
  return value_of(std::move(result));
}

Value lower_cast(Lowering& lowering) {
  const NodeDef& node = lowering.node();
  const Value& value = lowering.input(0);
  if (node.integer("SrcT", 0) == node.integer("DstT", 0) || value.integers) return value;
  if (value.numbers != nullptr && node.integer("DstT", 0) == 1)
    return value_of(value.numbers->astype(DType::float32), value.name);
  lowering.refuse("only constants can be cast to another type");
}

/// The batch stays the batch; one other length may be open.
Shape wanted_shape(Lowering& lowering, const Shape& input, const std::vector<std::int64_t>& given) {
  Shape wanted = given;
  const auto refuse = [&] { lowering.refuse("cannot give " + to_string(input) + " this shape", to_string(given)); };
  const bool has_batch = !input.empty() && input[0] == unknown_length;
  const std::int64_t elements = product_of(input);
  auto open = wanted.end();
  std::int64_t known = 1;
  for (auto length = wanted.begin(); length != wanted.end(); ++length) {
    if (*length == length_of_batch && length != wanted.begin()) refuse();
    if (*length == -1 && open != wanted.end()) refuse();
    if (*length == -1) open = length;
    if (*length < -1 && *length != length_of_batch) refuse();
    if (*length < 0) continue;
    if (*length != 0 && known > INT32_MAX / *length) refuse();
    known *= *length;
  }
  if (!has_batch) {
    if (std::count(wanted.begin(), wanted.end(), length_of_batch) > 0) refuse();
    if (open != wanted.end() && (known == 0 || elements % known != 0)) refuse();
    if (open != wanted.end()) *open = elements / known;
    return wanted;
  }
  if (wanted.empty()) refuse();
  const bool made_for_batch = lowering.fixed_batch > 0 && wanted[0] == lowering.fixed_batch;
  if (wanted[0] == length_of_batch) {
    wanted[0] = unknown_length;
  } else if (made_for_batch) {  // before the open length, which is then one of the sample
    known /= lowering.fixed_batch;
    wanted[0] = unknown_length;
  } else if (open == wanted.begin() && known == elements) {
    return wanted;
  } else {
    refuse();
  }
  if (open != wanted.end() && (known == 0 || elements % known != 0)) refuse();
  if (open != wanted.end()) *open = elements / known;
  if (product_of(wanted) != elements) refuse();
  return wanted;
}

Value lower_reshape(Lowering& lowering) {
  return in_shape(lowering, wanted_shape(lowering, shape_of_input(lowering), lowering.integers(1).values));
}

Value lower_expand_dims(Lowering& lowering) {
  if (lowering.input(0).integers) return lowering.input(0);
  if (lowering.input(0).dilated != nullptr) {
    const Dilated& given = *lowering.input(0).dilated;
    const std::size_t rank = lowering.graph.at(given.input).shape.size();
    const std::size_t axis = axis_of(lowering, lowering.integer(1), rank + 1);
    if (given.convolution || axis == 0 || axis > given.rates.size() + 1) lowering.refuse("does not stand alone");
    auto changed = std::make_shared<Dilated>(given);
    Shape shape = lowering.graph.at(given.input).shape;
    shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), 1);
    changed->input = lowering.append_reshape(given.input, shape).tensor;
    const auto place = static_cast<std::ptrdiff_t>(axis) - 1;
    changed->rates.insert(changed->rates.begin() + place, 1);
    changed->before.insert(changed->before.begin() + place, 0);
    changed->after.insert(changed->after.begin() + place, 0);
    Value value;
    value.dilated = std::move(changed);
    return value;
  }
  Shape shape = shape_of_input(lowering);
  const std::size_t axis = axis_of(lowering, lowering.integer(1), shape.size() + 1);
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  return in_shape(lowering, shape);
}

/// Without these axes, or without all of length 1.
Shape squeezed(Lowering& lowering, const Shape& shape, std::vector<std::size_t>& gone) {
  const std::vector<std::int64_t> named = lowering.node().integers("squeeze_dims");
  for (const std::int64_t axis : named) gone.push_back(axis_of(lowering, axis, shape.size()));
  for (std::size_t i = 0; named.empty() && i < shape.size(); ++i) {
    if (shape[i] == 1) gone.push_back(i);
  }
  Shape rest;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool goes = std::find(gone.begin(), gone.end(), i) != gone.end();
    if (goes && shape[i] != 1) lowering.refuse("squeezes an axis that is not of length 1", to_string(shape));
    if (!goes) rest.push_back(shape[i]);
  }
  return rest;
}

Value lower_squeeze(Lowering& lowering) {
  if (lowering.input(0).integers) {
    Integers scalar = *lowering.input(0).integers;
    if (scalar.values.size() == 1) scalar.shape = {};
    return value_of(std::move(scalar));
  }
  if (lowering.input(0).dilated != nullptr) {
    auto changed = std::make_shared<Dilated>(*lowering.input(0).dilated);
    for (const std::int64_t axis : lowering.node().integers("squeeze_dims"))
      changed->squeezed.push_back(axis_of(lowering, axis, 4));
    if (!changed->convolution || changed->squeezed.size() != 1) lowering.refuse("does not stand behind a convolution");
    Value value;
    value.dilated = std::move(changed);
    return value;
  }
  std::vector<std::size_t> gone;
  return in_shape(lowering, squeezed(lowering, shape_of_input(lowering), gone));
}

}  // namespace

std::vector<KnownOperation> shape_operations() {
  return {{"Shape", lower_shape},     {"StridedSlice", lower_strided_slice},
          {"Pack", lower_pack},       {"Prod", lower_prod},
          {"GatherV2", lower_gather}, {"Cast", lower_cast},
          {"Reshape", lower_reshape}, {"ExpandDims", lower_expand_dims},
          {"Squeeze", lower_squeeze}};
}

}  // namespace kvant::formats
