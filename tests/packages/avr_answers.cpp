// SPDX-License-Identifier: Apache-2.0
// A sketch for an Arduino Uno: prints what the generated model answers to all 256 codes, in hexadecimal, then the
// cycles of one call by Timer1, and stops the simulator.
#include <Arduino.h>
#include <avr/interrupt.h>
#include <avr/sleep.h>

#include <net.h>

static uint16_t cycles_of(const int8_t* input, int8_t* output, uint8_t* arena) {
  TCCR1A = 0;
  TCCR1B = _BV(CS10);
  cli();
  const uint16_t start = TCNT1;
  net_invoke(input, output, arena);
  const uint16_t end = TCNT1;
  sei();
  return end - start;
}

void setup() {
  Serial.begin(115200);
  uint8_t arena[net_ARENA_BYTES];
  uint16_t most = 0;
  for (int16_t code = -128; code < 128; ++code) {
    const int8_t input = static_cast<int8_t>(code);
    int8_t output = 0;
    const uint16_t cycles = cycles_of(&input, &output, arena);
    if (cycles > most) most = cycles;
    const uint8_t bits = static_cast<uint8_t>(output);
    Serial.print(bits >> 4, HEX);
    Serial.print(bits & 15, HEX);
  }
  Serial.println();
  Serial.print("cycles ");
  Serial.println(most);
  Serial.flush();
}

void loop() {
  cli();
  sleep_enable();
  sleep_cpu();
}
