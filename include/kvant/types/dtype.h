// SPDX-License-Identifier: Apache-2.0
// The number types of arrays and tensors. The values are those of the .tflite format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kvant {

enum class DType : std::int8_t {
  float32 = 0,
  float16 = 1,
  int32 = 2,
  uint8 = 3,
  int64 = 4,
  string = 5,
  boolean = 6,
  int16 = 7,
  complex64 = 8,
  int8 = 9,
  float64 = 10,
  complex128 = 11,
  uint64 = 12,
  resource = 13,
  variant = 14,
  uint32 = 15,
  uint16 = 16,
  int4 = 17,
  bfloat16 = 18,
  int2 = 19,
  uint4 = 20
};

inline constexpr DType float32 = DType::float32;
inline constexpr DType int8 = DType::int8;
inline constexpr DType uint8 = DType::uint8;

/// Bytes of one element; 0 for types without a fixed whole number of bytes (string, int4, ...).
std::size_t size_of(DType dtype);

/// The NumPy spelling: "float32", "int8", "bool", ...
std::string_view name_of(DType dtype);

/// The DType of a C++ element type.
template <class T>
struct dtype_of;
template <>
struct dtype_of<float> {
  static constexpr DType value = DType::float32;
};
template <>
struct dtype_of<double> {
  static constexpr DType value = DType::float64;
};
template <>
struct dtype_of<std::int8_t> {
  static constexpr DType value = DType::int8;
};
template <>
struct dtype_of<std::uint8_t> {
  static constexpr DType value = DType::uint8;
};
template <>
struct dtype_of<std::int16_t> {
  static constexpr DType value = DType::int16;
};
template <>
struct dtype_of<std::int32_t> {
  static constexpr DType value = DType::int32;
};
template <>
struct dtype_of<std::int64_t> {
  static constexpr DType value = DType::int64;
};
template <>
struct dtype_of<bool> {
  static constexpr DType value = DType::boolean;
};

}  // namespace kvant
