// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Left out, and says so where it is used: timing inside an inference.
#pragma once

#include <stddef.h>

namespace tflite {

class MicroProfiler {
 public:
  template <class... Arguments>
  MicroProfiler(Arguments&&...) {
    static_assert(sizeof...(Arguments) > 99,
                  "kvant has no MicroProfiler: measure around Invoke(), or with kvant inspect and kvant bench on a PC");
  }
};

}  // namespace tflite
