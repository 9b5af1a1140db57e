// SPDX-License-Identifier: Apache-2.0
// Array: storage, slices and conversion.
#include <kvant/types/array.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace kvant {

Array::Array() : Array(DType::float32, {0}) {}

Array::Array(DType dtype, Shape shape) : dtype_(dtype), shape_(std::move(shape)), size_(element_count(shape_)) {
  if (size_of(dtype_) == 0) throw Error("array", "needs a type of fixed size", std::string(name_of(dtype_)));
  data_.resize(static_cast<std::size_t>(size_) * size_of(dtype_));
}

Array::Array(std::initializer_list<float> values) : Array(DType::float32, {static_cast<std::int64_t>(values.size())}) {
  std::copy(values.begin(), values.end(), this->values<float>().begin());
}

template <class T>
Array Array::from(std::span<const T> values, Shape shape) {
  Array array(dtype_of<T>::value, std::move(shape));
  if (static_cast<std::int64_t>(values.size()) != array.size_) {
    throw Error("array", "shape " + to_string(array.shape_) + " needs " + std::to_string(array.size_) + " values",
                std::to_string(values.size()));
  }
  if (!values.empty()) std::memcpy(array.data_.data(), values.data(), values.size_bytes());
  return array;
}
template Array Array::from<float>(std::span<const float>, Shape);
template Array Array::from<double>(std::span<const double>, Shape);
template Array Array::from<std::int8_t>(std::span<const std::int8_t>, Shape);
template Array Array::from<std::uint8_t>(std::span<const std::uint8_t>, Shape);
template Array Array::from<std::int16_t>(std::span<const std::int16_t>, Shape);
template Array Array::from<std::int32_t>(std::span<const std::int32_t>, Shape);
template Array Array::from<std::int64_t>(std::span<const std::int64_t>, Shape);

void Array::check_type(DType wanted) const {
  if (dtype_ != wanted) {
    throw Error("array", "holds " + std::string(name_of(dtype_)) + ", not what was asked for",
                std::string(name_of(wanted)));
  }
}

Array Array::slice(std::int64_t begin, std::int64_t end) const {
  if (shape_.empty()) throw Error("array", "a scalar has no rows to take");
  if (begin < 0 || end < begin || end > shape_[0]) {
    throw Error("array", "has " + std::to_string(shape_[0]) + " rows",
                "rows " + std::to_string(begin) + " to " + std::to_string(end));
  }
  Shape shape = shape_;
  shape[0] = end - begin;
  Array part(dtype_, std::move(shape));
  const std::size_t row_bytes = shape_[0] == 0 ? 0 : data_.size() / static_cast<std::size_t>(shape_[0]);
  std::copy_n(data_.begin() + static_cast<std::ptrdiff_t>(row_bytes * static_cast<std::size_t>(begin)),
              part.data_.size(), part.data_.begin());
  return part;
}

Array Array::reshape(Shape shape) const {
  const auto open = std::find(shape.begin(), shape.end(), unknown_length);
  if (open != shape.end()) {
    *open = 1;
    const std::int64_t rest = element_count(shape);
    *open = rest == 0 ? 0 : size_ / rest;
  }
  if (element_count(shape) != size_) {
    throw Error("array", "of shape " + to_string(shape_) + " cannot take another number of elements", to_string(shape));
  }
  Array other = *this;
  other.shape_ = std::move(shape);
  return other;
}

namespace {

/// Calls function(T{}) with the element type of dtype.
template <class Function>
void with_type(DType dtype, Function function) {
  switch (dtype) {
    case DType::float32:
      return function(float{});
    case DType::float64:
      return function(double{});
    case DType::int8:
      return function(std::int8_t{});
    case DType::uint8:
      return function(std::uint8_t{});
    case DType::int16:
      return function(std::int16_t{});
    case DType::int32:
      return function(std::int32_t{});
    case DType::int64:
      return function(std::int64_t{});
    case DType::boolean:
      return function(std::uint8_t{});
    default:
      throw Error("array", "cannot convert this type", std::string(name_of(dtype)));
  }
}

template <class To, class From>
To converted(From value) {
  if constexpr (std::is_integral_v<To> && std::is_floating_point_v<From>) {
    if (std::isnan(value)) return 0;
    if (value <= static_cast<From>(std::numeric_limits<To>::min())) return std::numeric_limits<To>::min();
    if (value >= static_cast<From>(std::numeric_limits<To>::max())) return std::numeric_limits<To>::max();
  }
  return static_cast<To>(value);
}

}  // namespace

Array Array::astype(DType dtype) const {
  Array other(dtype, shape_);
  with_type(dtype_, [&](auto from) {
    with_type(dtype, [&](auto to) {
      using From = decltype(from);
      using To = decltype(to);
      for (std::size_t i = 0; i < static_cast<std::size_t>(size_); ++i) {
        From value;
        std::memcpy(&value, data_.data() + i * sizeof(From), sizeof(From));
        const To result = converted<To>(value);
        std::memcpy(other.data_.data() + i * sizeof(To), &result, sizeof(To));
      }
    });
  });
  return other;
}

}  // namespace kvant
