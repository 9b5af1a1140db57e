// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reading what generated code keeps in read-only memory (KVANT_CONSTANT).
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

#if defined(__AVR__)

KVANT_ALWAYS_INLINE int8_t constant(const int8_t* from) {
  int8_t value;
  __asm__("lpm %0, Z" : "=r"(value) : "z"(from));
  return value;
}
KVANT_ALWAYS_INLINE int32_t constant(const int32_t* from) {
  int32_t value;
  __asm__("lpm %A0, Z+\n\tlpm %B0, Z+\n\tlpm %C0, Z+\n\tlpm %D0, Z" : "=r"(value), "+z"(from));
  return value;
}
KVANT_ALWAYS_INLINE float constant(const float* from) {
  const void* const place = from;
  const int32_t bits = constant(static_cast<const int32_t*>(place));
  float value;
  __builtin_memcpy(&value, &bits, sizeof value);
  return value;
}

#else

template <class T>
KVANT_ALWAYS_INLINE T constant(const T* from) {
  return *from;
}

#endif

/// Constants of generated code as an operand that a kernel reads by index, as it does activations.
template <class T>
struct Constants {
  const T* first;
  KVANT_ALWAYS_INLINE T operator[](uint32_t index) const { return constant(first + index); }
};
template <class T>
KVANT_ALWAYS_INLINE Constants<T> constants(const T* first) {
  return Constants<T>{first};
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
