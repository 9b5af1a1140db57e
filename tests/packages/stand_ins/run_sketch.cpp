// SPDX-License-Identifier: Apache-2.0
// What Arduino's core does: setup() once, loop() for ever. The knob is on every pin, and waiting turns it.
#include <Arduino.h>
#include <knob.h>

int analogRead(uint8_t) { return knob_reading(4095); }
void delay(uint32_t) { turn_knob(); }

int main() {
  setup();
  while (true) loop();
}
