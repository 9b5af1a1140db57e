// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How many kernels each operator of operators.def has: one for each combination of tensor types.
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// Of the operator with this builtin code.
template <int32_t builtin_code>
struct KernelsOf {
  enum : uint32_t {
    count = 0
#define KVANT_KERNEL(name, code, type) +((code) == builtin_code ? 1 : 0)
#include <kvant_micro/kernels/operators.def>
  };
};

namespace kernel_counts_detail {

enum : uint32_t {
  all = 0
#define KVANT_KERNEL(name, code, type) +1
#include <kvant_micro/kernels/operators.def>
};

/// Its size is one more than the kernels of the operator that has most.
union Largest {
  char none;
#define KVANT_OPERATOR(name, code, add_name) char name##_kernels[KernelsOf<code>::count + 1];
#include <kvant_micro/kernels/operators.def>
};

}  // namespace kernel_counts_detail

/// At most, of so many operators.
constexpr uint32_t most_kernels(uint32_t operators) {
  using namespace kernel_counts_detail;
  return operators < all && operators * (sizeof(Largest) - 1) < all
             ? static_cast<uint32_t>(operators * (sizeof(Largest) - 1))
             : static_cast<uint32_t>(all);
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
