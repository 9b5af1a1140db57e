// SPDX-License-Identifier: Apache-2.0
// The lesson on an ESP32: a knob gives x, the network answers y, and the display shows both.
#include <Adafruit_SSD1306.h>
#include <Arduino.h>
#include <Wire.h>

#include "picture.h"
#include "sine.h"

static const uint8_t knob_pin = 35;
static const uint8_t display_address = 0x3C;
static Adafruit_SSD1306 display(128, 64, &Wire);

void setup() {
  Serial.begin(115200);
  while (!display.begin(SSD1306_SWITCHCAPVCC, display_address)) {
    Serial.println("no display answers at 0x3C; are SDA on 21 and SCL on 22?");
    delay(1000);
  }
}

void loop() {
  const float x = angle_of(analogRead(knob_pin));
  const float y = sine::predict(x);
  Serial.print(x, 4);
  Serial.print('\t');
  Serial.println(y, 4);
  display.clearDisplay();
  draw_picture(display, x, y);
  display.display();
  delay(20);
}
