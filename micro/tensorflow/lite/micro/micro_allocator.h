// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Left out, and says so where it is used: interpreters that share an allocator.
#pragma once

#include <stddef.h>

namespace tflite {

class MicroAllocator {
 public:
  template <class... Arguments>
  static MicroAllocator* Create(Arguments&&...) {
    static_assert(sizeof...(Arguments) > 99, "kvant has no MicroAllocator: give MicroInterpreter an arena of its own");
    return nullptr;
  }
};

}  // namespace tflite
