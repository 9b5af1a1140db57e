// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The list of every kernel, for tools and first tries. Firmware that counts bytes names its own.
#pragma once

#include <kvant_micro/operators.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

namespace all_operators_detail {
// A template, as C++11 has no inline variables.
template <class Unused>
struct Kernels {
  static constexpr Operator operators[] = {
#define KVANT_KERNEL(name, code, type) name##_##type(),
#include <kvant_micro/kernels/operators.def>
  };
};
template <class Unused>
constexpr Operator Kernels<Unused>::operators[];
}  // namespace all_operators_detail

constexpr OperatorList all_operators() {
  return OperatorList{all_operators_detail::Kernels<void>::operators,
                      static_cast<uint32_t>(sizeof all_operators_detail::Kernels<void>::operators / sizeof(Operator))};
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
