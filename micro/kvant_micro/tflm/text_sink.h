// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where formatted text goes, a character at a time: to the console or into a buffer.
#pragma once

#include <kvant_micro/core/target.h>
#include <tensorflow/lite/micro/debug_log.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// To the firmware's DebugLog(); else to the C library, where it is there anyway.
inline void print_text(const char* text) {
#ifdef __ELF__
  if (DebugLog != nullptr) return DebugLog(text);
#endif
#if __STDC_HOSTED__ && (defined(__unix__) || defined(__APPLE__) || defined(_WIN32) || defined(ESP_PLATFORM) || \
                        defined(ARDUINO_ARCH_ESP32) || defined(ARDUINO_ARCH_ESP8266))
  __builtin_printf("%s", text);
#else
  static_cast<void>(text);
#endif
}

class TextSink {
 public:
  /// Prints in pieces.
  explicit TextSink(void (*print)(const char* text)) : print_(print), text_(own_), size_(sizeof own_) { clear(); }
  /// Fills buffer[size]; what has no room is dropped.
  TextSink(char* buffer, size_t size) : print_(nullptr), text_(buffer), size_(size) { clear(); }

  void put(char character) {
    ++length_;
    if (used_ + 1 >= size_) {
      if (print_ == nullptr) return;
      flush();
    }
    text_[used_++] = character;
  }
  void put_text(const char* text) {
    while (*text != '\0') put(*text++);
  }
  void repeat(char character, uint32_t count) {
    while (count-- > 0) put(character);
  }
  /// Closes the text with a zero and prints what is left of it.
  void flush() {
    if (size_ == 0) return;
    text_[used_] = '\0';
    if (print_ == nullptr) return;
    print_(text_);
    used_ = 0;
  }
  /// Characters put so far, dropped ones included.
  size_t length() const { return length_; }

 private:
  void clear() { used_ = length_ = 0; }

  void (*print_)(const char* text);
  char* text_;
  size_t size_, used_, length_;
  char own_[48];
};

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
