// SPDX-License-Identifier: Apache-2.0
// A stand-in for Adafruit's display driver: pixels in memory, shown by display().
#pragma once

#include <Adafruit_GFX.h>
#include <Wire.h>

#include <vector>

enum { SSD1306_SWITCHCAPVCC = 2 };

class Adafruit_SSD1306 : public Adafruit_GFX {
 public:
  Adafruit_SSD1306(uint8_t width, uint8_t height, TwoWire*, int8_t = -1)
      : Adafruit_GFX(width, height), pixels_(static_cast<size_t>(width) * height) {}

  bool begin(uint8_t, uint8_t address) { return address == 0x3C; }
  void clearDisplay() { pixels_.assign(pixels_.size(), false); }
  void display() { shown_display() = this; }
  void drawPixel(int16_t x, int16_t y, uint16_t colour) override {
    if (is_inside(x, y)) pixels_[place(x, y)] = colour != 0;
  }
  bool getPixel(int16_t x, int16_t y) const { return is_inside(x, y) && pixels_[place(x, y)]; }

  /// Where display() was called last.
  static const Adafruit_SSD1306& shown() { return *shown_display(); }

 private:
  static Adafruit_SSD1306*& shown_display() {
    static Adafruit_SSD1306* shown = nullptr;
    return shown;
  }
  bool is_inside(int16_t x, int16_t y) const { return x >= 0 && y >= 0 && x < width() && y < height(); }
  size_t place(int16_t x, int16_t y) const { return static_cast<size_t>(y * width() + x); }

  std::vector<bool> pixels_;
};
