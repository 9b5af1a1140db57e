// SPDX-License-Identifier: Apache-2.0
// An ATmega328P (Arduino Uno) in simavr: a console register of the simulator's, and Timer1, which counts cycles.
#include "device.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

/// Tells simavr to print what is written to GPIOR0, a line at each '\r'.
struct ConsoleTag {
  uint8_t tag, length;
  uint16_t address;
};
extern "C" __attribute__((section(".mmcu"))) const ConsoleTag simavr_console = {11, 2, 0x3E};

void device_print(char character) { GPIOR0 = static_cast<uint8_t>(character == '\n' ? '\r' : character); }

/// The simulator ends where nothing could wake the processor.
void device_exit(void) {
  cli();
  sleep_enable();
  sleep_cpu();
}

void device_start_counting(void) {
  TCCR1A = 0;
  TCCR1B = 0;
  TCNT1 = 0;
  TIFR1 = _BV(TOV1);
  TCCR1B = _BV(CS10);
}
/// Up to twice 65,536.
uint32_t device_ticks(void) {
  const uint16_t count = TCNT1;
  return count + ((TIFR1 & _BV(TOV1)) != 0 ? 65536u : 0u);
}

/// Where the C library's start-up goes after main().
extern "C" __attribute__((naked, used, section(".fini1"))) void end() { device_exit(); }
