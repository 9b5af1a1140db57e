// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the messages of the interpreter go, as firmware before 2023 names it.
#pragma once

#include <stdarg.h>

namespace tflite {

// A virtual destructor would bring in the heap, and the list of what static objects want done at the program's end.
#ifdef __GNUC__
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#endif

/// Derive from it and override Report(format, arguments) to receive messages, formatted as by printf.
class ErrorReporter {
 public:
  virtual int Report(const char* format, va_list arguments) = 0;

  int Report(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int answer = Report(format, arguments);
    va_end(arguments);
    return answer;
  }
  /// What TF_LITE_ENSURE calls.
  int ReportError(void*, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const int answer = Report(format, arguments);
    va_end(arguments);
    return answer;
  }
};

#ifdef __GNUC__
#pragma GCC diagnostic pop
#endif

}  // namespace tflite

// With TF_LITE_STRIP_ERROR_STRINGS no message is stored in the firmware.
#ifdef TF_LITE_STRIP_ERROR_STRINGS
#define TF_LITE_REPORT_ERROR(reporter, ...) static_cast<void>(reporter)
#else
#define TF_LITE_REPORT_ERROR(reporter, ...) \
  static_cast<void>(static_cast<tflite::ErrorReporter*>(reporter)->Report(__VA_ARGS__))
#endif
