// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Left out, and says so where it is used: an interpreter that records what it allocates.
#pragma once

#include <stddef.h>

namespace tflite {

class RecordingMicroInterpreter {
 public:
  template <class... Arguments>
  RecordingMicroInterpreter(Arguments&&...) {
    static_assert(
        sizeof...(Arguments) > 99,
        "kvant has no RecordingMicroInterpreter: arena_used_bytes() is exact, and kvant inspect lists the arena");
  }
};

}  // namespace tflite
