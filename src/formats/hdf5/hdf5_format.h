// SPDX-License-Identifier: Apache-2.0
// The numbers of the HDF5 file format that its reader and its writer share.
#pragma once

#include <kvant/types/dtype.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace kvant::formats::hdf5 {

inline constexpr std::string_view signature{"\x89HDF\r\n\x1a\n", 8};
inline constexpr std::uint64_t undefined_address = ~std::uint64_t{0};
/// Deepest path, and most axes of a dataset, that are read or written.
inline constexpr int deepest_path = 64;
inline constexpr std::size_t most_axes = 32;

/// Types of object header messages.
enum Message : std::uint16_t {
  message_dataspace = 0x01,
  message_link_info = 0x02,
  message_datatype = 0x03,
  message_fill_value = 0x05,
  message_link = 0x06,
  message_layout = 0x08,
  message_attribute = 0x0C,
  message_continuation = 0x10,
  message_symbol_table = 0x11,
  message_attribute_info = 0x15
};

/// Classes of datatypes.
enum DatatypeClass : std::uint8_t {
  class_integer = 0,
  class_float = 1,
  class_string = 3,
  class_enumeration = 8,
  class_variable_length = 9
};

/// Where a floating-point type keeps its fields, in bits; the sign is the top bit.
struct FloatFields {
  DType dtype;
  std::uint8_t size;
  std::uint8_t exponent_at;
  std::uint8_t exponent_bits;
  std::uint8_t mantissa_bits;
  std::uint32_t exponent_bias;
};
inline constexpr std::array<FloatFields, 4> float_fields = {{{DType::float16, 2, 10, 5, 10, 15},
                                                             {DType::bfloat16, 2, 7, 8, 7, 127},
                                                             {DType::float32, 4, 23, 8, 23, 127},
                                                             {DType::float64, 8, 52, 11, 52, 1023}}};

struct IntegerFields {
  DType dtype;
  std::uint8_t size;
  bool is_signed;
};
inline constexpr std::array<IntegerFields, 8> integer_fields = {{{DType::int8, 1, true},
                                                                 {DType::uint8, 1, false},
                                                                 {DType::int16, 2, true},
                                                                 {DType::uint16, 2, false},
                                                                 {DType::int32, 4, true},
                                                                 {DType::uint32, 4, false},
                                                                 {DType::int64, 8, true},
                                                                 {DType::uint64, 8, false}}};

}  // namespace kvant::formats::hdf5
