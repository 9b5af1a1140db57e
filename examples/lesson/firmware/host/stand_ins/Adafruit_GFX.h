// SPDX-License-Identifier: Apache-2.0
// A stand-in for Adafruit's graphics library: text, horizontal lines and filled circles over drawPixel().
#pragma once

#include <Arduino.h>
#include <glyphs.h>

class Adafruit_GFX : public Print {
 public:
  Adafruit_GFX(int16_t width, int16_t height) : width_(width), height_(height) {}
  virtual void drawPixel(int16_t x, int16_t y, uint16_t colour) = 0;
  int16_t width() const { return width_; }
  int16_t height() const { return height_; }

  void setCursor(int16_t x, int16_t y) {
    cursor_x_ = x;
    cursor_y_ = y;
  }
  void setTextColor(uint16_t colour) { text_colour_ = colour; }

  /// Letters of 5 x 7 pixels, six pixels apart.
  size_t write(uint8_t character) override {
    const Glyph glyph = glyph_of(static_cast<char>(character));
    for (int row = 0; row < 7; ++row) {
      for (int column = 0; column < 5; ++column) {
        if (glyph.rows[row][column] == '#') draw(cursor_x_ + column, cursor_y_ + row, text_colour_);
      }
    }
    cursor_x_ = static_cast<int16_t>(cursor_x_ + 6);
    return 1;
  }

  void drawFastHLine(int16_t x, int16_t y, int16_t width, uint16_t colour) {
    for (int i = 0; i < width; ++i) draw(x + i, y, colour);
  }
  void fillCircle(int16_t x, int16_t y, int16_t radius, uint16_t colour) {
    for (int dy = -radius; dy <= radius; ++dy) {
      for (int dx = -radius; dx <= radius; ++dx) {
        if (dx * dx + dy * dy <= radius * (radius + 1)) draw(x + dx, y + dy, colour);
      }
    }
  }

 private:
  void draw(int x, int y, uint16_t colour) { drawPixel(static_cast<int16_t>(x), static_cast<int16_t>(y), colour); }

  int16_t width_, height_, cursor_x_ = 0, cursor_y_ = 0;
  uint16_t text_colour_ = 1;
};
