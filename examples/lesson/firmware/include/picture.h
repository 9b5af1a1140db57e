// SPDX-License-Identifier: Apache-2.0
// What the display shows: x and y as text, the zero line, and a circle on the curve. It knows no pin and no chip.
#pragma once

#include <Adafruit_GFX.h>

const float full_turn = 6.2831853f;

/// The angle of a knob that reads 0 to 4095: 0 to 2 pi.
inline float angle_of(int reading) { return static_cast<float>(reading) * (full_turn / 4095.0f); }

/// On a cleared canvas of 128 x 64 pixels. x: 0 to 2 pi, from left to right. y: about -1 to 1, from bottom to top.
inline void draw_picture(Adafruit_GFX& canvas, float x, float y) {
  const uint16_t lit = 1;
  const int radius = 3, zero_row = 36, amplitude = 22;
  canvas.setTextColor(lit);
  canvas.setCursor(0, 0);
  canvas.print("x = ");
  canvas.print(x, 2);
  canvas.setCursor(68, 0);
  canvas.print("y = ");
  canvas.print(y, 2);

  const float column = static_cast<float>(radius) + x / full_turn * static_cast<float>(127 - 2 * radius);
  const float row = static_cast<float>(zero_row) - y * static_cast<float>(amplitude);
  canvas.drawFastHLine(0, zero_row, 128, lit);
  canvas.fillCircle(static_cast<int16_t>(column + 0.5f), static_cast<int16_t>(row + 0.5f), radius, lit);
}
