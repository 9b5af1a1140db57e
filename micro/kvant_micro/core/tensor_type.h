// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tensor types of the .tflite format that kernels know. Values are the format's.
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

enum class TensorType : int8_t {
  float32 = 0,
  int32 = 2,
  uint8 = 3,
  int64 = 4,
  boolean = 6,
  int16 = 7,
  int8 = 9,
  unknown = 15
};

namespace tensor_type_detail {
/// By a type's value, three bits each: 0 unknown, else 1 + the binary logarithm of an element's bytes.
enum : uint32_t {
  size_codes = (UINT32_C(3) << 0) | (UINT32_C(3) << 6) | (UINT32_C(1) << 9) | (UINT32_C(4) << 12) |
               (UINT32_C(1) << 18) | (UINT32_C(2) << 21) | (UINT32_C(1) << 27)
};

KVANT_ALWAYS_INLINE uint32_t size_code(TensorType type) {
  const uint32_t value = static_cast<uint8_t>(type);
  return value > 9 ? 0 : (size_codes >> (3 * value)) & 7;
}
}  // namespace tensor_type_detail

/// Bytes of one element; 0 for a type that kernels do not know.
KVANT_ALWAYS_INLINE uint32_t size_of(TensorType type) { return (1u << tensor_type_detail::size_code(type)) >> 1; }

/// How many elements there are in so many bytes.
KVANT_ALWAYS_INLINE uint32_t count_elements(TensorType type, uint32_t bytes) {
  const uint32_t code = tensor_type_detail::size_code(type);
  return code == 0 ? 0 : bytes >> (code - 1);
}

/// The fused activations of the format. Values are the format's.
enum class Activation : uint8_t { none = 0, relu = 1, relu_n1_to_1 = 2, relu6 = 3 };

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
