// SPDX-License-Identifier: Apache-2.0
// The board around the sketch: turns the knob once, draws what the display shows into OUT.png, and prints what Serial
// says.
#include <Adafruit_SSD1306.h>
#include <Arduino.h>
#include <Wire.h>

#include <cstdlib>

#include "contact_sheet.h"

TwoWire Wire;

static int knob = 0;
int analogRead(uint8_t pin) { return pin == 35 ? knob : 0; }
void delay(uint32_t) {}

int main(int count, char** words) {
  if (count != 2) {
    std::fprintf(stderr, "usage: draw_frames OUT.png\n");
    return 2;
  }
  const int columns = 4, rows = 3;
  ContactSheet sheet(columns, rows);
  setup();
  for (int frame = 0; frame < columns * rows; ++frame) {
    knob = 4095 * frame / (columns * rows - 1);
    loop();
    sheet.add(Adafruit_SSD1306::shown());
  }
  if (!sheet.save(words[1])) {
    std::fprintf(stderr, "%s: cannot be written\n", words[1]);
    return 1;
  }
}
