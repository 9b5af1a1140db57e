// SPDX-License-Identifier: Apache-2.0
// Printing on a board: text, numbers, bytes in hexadecimal.
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
