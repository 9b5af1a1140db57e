// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The list of every kernel, for tools and first tries. Firmware that counts bytes names its own.
#pragma once

#include <kvant_micro/operators.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

inline OperatorList all_operators() {
  static constexpr Operator operators[] = {
#define KVANT_KERNEL(name, code, type) name##_##type(),
#include <kvant_micro/kernels/operators.def>
  };
  const OperatorList list = {operators, static_cast<uint32_t>(sizeof operators / sizeof operators[0])};
  return list;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
