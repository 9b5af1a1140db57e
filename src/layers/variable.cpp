// SPDX-License-Identifier: Apache-2.0
// Between Keras' layout and the operator's.
#include "layers/variable.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <utility>

namespace kvant::layers {
namespace {

std::vector<int> inverse_of(const std::vector<int>& permutation) {
  std::vector<int> inverse(permutation.size());
  for (std::size_t i = 0; i < permutation.size(); ++i)
    inverse[static_cast<std::size_t>(permutation[i])] = static_cast<int>(i);
  return inverse;
}

}  // namespace

Array transpose(const Array& array, const std::vector<int>& permutation) {
  if (permutation.empty()) return array;
  const std::size_t rank = permutation.size();
  const Shape& from = array.shape();
  std::vector<std::int64_t> steps(rank, 1);
  for (std::size_t i = rank - 1; i-- > 0;) steps[i] = steps[i + 1] * from[i + 1];
  Shape shape(rank);
  for (std::size_t i = 0; i < rank; ++i) shape[i] = from[static_cast<std::size_t>(permutation[i])];

  Array result(DType::float32, shape);
  const auto source = array.values<float>();
  std::vector<std::int64_t> place(rank, 0);
  for (float& value : result.values<float>()) {
    std::int64_t offset = 0;
    for (std::size_t i = 0; i < rank; ++i) offset += place[i] * steps[static_cast<std::size_t>(permutation[i])];
    value = source[static_cast<std::size_t>(offset)];
    for (std::size_t i = rank; i-- > 0;) {
      if (++place[i] < shape[i]) break;
      place[i] = 0;
    }
  }
  return result;
}

Shape in_order(const Shape& shape, const std::vector<int>& permutation) {
  if (permutation.empty()) return shape;
  Shape ordered;
  for (int axis : permutation) ordered.push_back(shape[static_cast<std::size_t>(axis)]);
  return ordered;
}

Shape Variable::keras_shape() const { return in_order(value->shape(), keras_permutation); }

Array Variable::keras_value() const { return transpose(*value, keras_permutation); }

void Variable::set_keras_value(const Array& given) {
  if (given.shape() != keras_shape()) {
    throw Error(path, "has shape " + to_string(keras_shape()), to_string(given.shape()));
  }
  const Array numbers = given.dtype() == DType::float32 ? given : given.astype(DType::float32);
  const Array turned = transpose(numbers, inverse_of(keras_permutation));
  std::ranges::copy(std::as_const(turned).values<float>(), value->values<float>().begin());
}

}  // namespace kvant::layers
