// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// MicroPrintf(): a line of text from firmware, formatted without the C library.
#pragma once

#include <kvant_micro/tflm/format_text.h>
#include <stdarg.h>
#include <stddef.h>
#include <tensorflow/lite/micro/debug_log.h>

// With TF_LITE_STRIP_ERROR_STRINGS no message is stored in the firmware.
#ifdef TF_LITE_STRIP_ERROR_STRINGS
namespace tflite {
template <class... Arguments>
inline int Unused(const Arguments&...) {
  return 0;
}
}  // namespace tflite
#define MicroPrintf(...) static_cast<void>(tflite::Unused(__VA_ARGS__))
#define VMicroPrintf(...) static_cast<void>(tflite::Unused(__VA_ARGS__))
#else

/// Conversions: d i u x X o c s p f e g (the last two as f), with flags - and 0, width, precision and length.
inline void VMicroPrintf(const char* format, va_list arguments) {
  kvant_micro::TextSink console(kvant_micro::print_text);
  kvant_micro::format_text(console, format, arguments);
  console.put_text("\r\n");
  console.flush();
}
inline void MicroPrintf(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  VMicroPrintf(format, arguments);
  va_end(arguments);
}

#endif

/// As vsnprintf() and snprintf().
inline int MicroVsnprintf(char* buffer, size_t size, const char* format, va_list arguments) {
  kvant_micro::TextSink text(buffer, size);
  kvant_micro::format_text(text, format, arguments);
  text.flush();
  return static_cast<int>(text.length());
}
inline int MicroSnprintf(char* buffer, size_t size, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const int length = MicroVsnprintf(buffer, size, format, arguments);
  va_end(arguments);
  return length;
}
