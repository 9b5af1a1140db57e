// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Left out, and says so where it is used: variables that outlive an inference.
#pragma once

#include <stddef.h>

namespace tflite {

class MicroResourceVariables {
 public:
  template <class... Arguments>
  static MicroResourceVariables* Create(Arguments&&...) {
    static_assert(sizeof...(Arguments) > 99, "kvant has no resource variables: no operator of it uses them");
    return nullptr;
  }
};

}  // namespace tflite
