// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The reporter that firmware before 2023 makes: it prints as MicroPrintf() does.
#pragma once

#include <tensorflow/lite/core/api/error_reporter.h>
#include <tensorflow/lite/micro/micro_log.h>

// Reporters of firmware may say so in their class. Here no destructor is virtual.
#define TF_LITE_REMOVE_VIRTUAL_DELETE

namespace tflite {

#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#endif

class MicroErrorReporter : public ErrorReporter {
 public:
  using ErrorReporter::Report;
  int Report(const char* format, va_list arguments) override {
    VMicroPrintf(format, arguments);
    return 0;
  }
};

#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

/// A reporter for the whole firmware.
inline ErrorReporter* GetMicroErrorReporter() {
  static MicroErrorReporter reporter;
  return &reporter;
}

}  // namespace tflite
