// SPDX-License-Identifier: Apache-2.0
// A block of numbers with a shape and a type, as NumPy's ndarray: row-major, contiguous, a value.
#pragma once

#include <kvant/types/dtype.h>
#include <kvant/types/shape.h>

#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

namespace kvant {

/// Copying copies the numbers. Elements are little-endian in memory, as on every supported machine.
class Array {
 public:
  /// An empty float32 array of shape (0,).
  Array();
  /// Zeros. Throws Error for a type without a fixed size or an unknown axis.
  Array(DType dtype, Shape shape);
  /// A column of float32: shape (n,).
  Array(std::initializer_list<float> values);

  /// Values in row-major order. Throws Error when their number is not the shape's.
  template <class T>
  static Array from(std::span<const T> values, Shape shape);
  template <class T>
  static Array from(const std::vector<T>& values) {
    return from<T>(std::span<const T>(values), Shape{static_cast<std::int64_t>(values.size())});
  }

  DType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  std::int64_t rank() const { return static_cast<std::int64_t>(shape_.size()); }
  /// Number of elements.
  std::int64_t size() const { return size_; }
  /// Length of the first axis; 1 for a scalar.
  std::int64_t rows() const { return shape_.empty() ? 1 : shape_.front(); }
  bool empty() const { return size_ == 0; }

  /// The elements as T. Throws Error when T is not the array's type.
  template <class T>
  std::span<T> values();
  template <class T>
  std::span<const T> values() const;
  std::span<std::byte> bytes() { return data_; }
  std::span<const std::byte> bytes() const { return data_; }

  /// Rows [begin, end). Throws Error beyond the ends.
  Array slice(std::int64_t begin, std::int64_t end) const;
  /// The first n rows.
  Array first(std::int64_t n) const { return slice(0, n); }
  /// The same numbers in another shape of as many elements; one axis may be -1 and is then computed.
  Array reshape(Shape shape) const;
  /// Converted element by element as C++ does; float to integer truncates and saturates.
  Array astype(DType dtype) const;

 private:
  void check_type(DType wanted) const;

  DType dtype_;
  Shape shape_;
  std::int64_t size_;
  std::vector<std::byte> data_;
};

template <class T>
std::span<T> Array::values() {
  check_type(dtype_of<T>::value);
  return {reinterpret_cast<T*>(data_.data()), static_cast<std::size_t>(size_)};
}
template <class T>
std::span<const T> Array::values() const {
  check_type(dtype_of<T>::value);
  return {reinterpret_cast<const T*>(data_.data()), static_cast<std::size_t>(size_)};
}
extern template Array Array::from<float>(std::span<const float>, Shape);
extern template Array Array::from<double>(std::span<const double>, Shape);
extern template Array Array::from<std::int8_t>(std::span<const std::int8_t>, Shape);
extern template Array Array::from<std::uint8_t>(std::span<const std::uint8_t>, Shape);
extern template Array Array::from<std::int16_t>(std::span<const std::int16_t>, Shape);
extern template Array Array::from<std::int32_t>(std::span<const std::int32_t>, Shape);
extern template Array Array::from<std::int64_t>(std::span<const std::int64_t>, Shape);

}  // namespace kvant
