// SPDX-License-Identifier: Apache-2.0
// Measuring a call on a board: exact instructions, and the bytes of stack it touches.
#pragma once

#include "device.h"

inline void print_text(const char* text) {
  for (; *text != '\0'; ++text) device_print(*text);
}

/// "name value" on a line.
inline void print_number(const char* name, uint32_t value) {
  char digits[11];
  char* at = digits + 10;
  *at = '\0';
  do {
    *--at = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  print_text(name);
  print_text(" ");
  print_text(at);
  print_text("\n");
}

/// Two hexadecimal digits.
inline void print_byte(int8_t value) {
  const uint32_t bits = static_cast<uint8_t>(value);
  device_print("0123456789abcdef"[bits >> 4]);
  device_print("0123456789abcdef"[bits & 15]);
}

struct Cost {
  uint32_t instructions;
  uint32_t stack;
  bool good;
};

namespace measure_detail {

enum : uint32_t { painted_words = 512, paint = 0xC5C5C5C5u };

/// Fills the stack below the caller's frame.
__attribute__((noinline)) inline void paint_stack() {
  volatile uint32_t words[painted_words];
  for (uint32_t i = 0; i < painted_words; ++i) words[i] = paint;
}
/// Bytes of that stack that are no longer painted. The same frame as paint_stack's.
__attribute__((noinline)) inline uint32_t touched_stack() {
  volatile uint32_t words[painted_words];
  uint32_t i = 0;
  while (i < painted_words && words[i] == paint) ++i;
  return 4 * (painted_words - i);
}
template <class Call>
__attribute__((noinline)) uint32_t timed(const Call& call, bool& good) {
  const uint32_t begin = device_now();
  good = call();
  const uint32_t end = device_now();
  return end - begin;
}

}  // namespace measure_detail

/// Runs a call once. The cost of measuring nothing is taken off.
template <class Call>
Cost measure(const Call& call) {
  bool good = true;
  const auto nothing = [] { return true; };
  const uint32_t empty = measure_detail::timed(nothing, good);
  measure_detail::paint_stack();
  const uint32_t ticks = measure_detail::timed(call, good) - empty;
  const uint32_t stack = measure_detail::touched_stack();
  return Cost{(ticks * DEVICE_INSTRUCTIONS + DEVICE_TICKS / 2) / DEVICE_TICKS, stack, good};
}
