// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tensor types of the .tflite format that kernels know. Values are the format's.
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

enum class TensorType : int8_t { float32 = 0, int32 = 2, uint8 = 3, int64 = 4, boolean = 6, int16 = 7, int8 = 9 };

/// Bytes of one element; 0 for a type that kernels do not know.
inline uint32_t size_of(TensorType type) {
  switch (type) {
    case TensorType::float32:
    case TensorType::int32:
      return 4;
    case TensorType::uint8:
    case TensorType::boolean:
    case TensorType::int8:
      return 1;
    case TensorType::int16:
      return 2;
    case TensorType::int64:
      return 8;
  }
  return 0;
}

/// The fused activations of the format. Values are the format's.
enum class Activation : uint8_t { none = 0, relu = 1, relu_n1_to_1 = 2, relu6 = 3 };

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
