// SPDX-License-Identifier: Apache-2.0
// A stand-in for Arduino's core: Serial prints to standard output; the board says what pins read and how time passes.
#pragma once

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum : uint8_t { A0 = 36 };

class Print {
 public:
  virtual ~Print() = default;
  virtual size_t write(uint8_t character) = 0;

  size_t print(char character) { return write(static_cast<uint8_t>(character)); }
  size_t print(const char* text) {
    size_t count = 0;
    while (text[count] != '\0') print(text[count++]);
    return count;
  }
  size_t print(double number, int digits = 2) {
    char text[64];
    snprintf(text, sizeof text, "%.*f", digits, number);
    return print(text);
  }
  size_t println() { return print("\r\n"); }
  template <class... Values>
  size_t println(Values... values) {
    return print(values...) + println();
  }
};

class HardwareSerial : public Print {
 public:
  void begin(unsigned long) {}
  size_t write(uint8_t character) override { return putchar(character) < 0 ? 0 : 1; }
};
inline HardwareSerial& stand_in_serial() {
  static HardwareSerial serial;
  return serial;
}
#define Serial stand_in_serial()

int analogRead(uint8_t pin);
void delay(uint32_t milliseconds);

void setup();
void loop();
