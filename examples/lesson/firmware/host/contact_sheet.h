// SPDX-License-Identifier: Apache-2.0
// Frames of a display of one colour, side by side in one PNG.
#pragma once

#include <Adafruit_SSD1306.h>

#include <string>
#include <vector>

class ContactSheet {
 public:
  ContactSheet(int columns, int rows);

  /// The next place, from left to right and from top to bottom.
  void add(const Adafruit_SSD1306& display);
  /// False when the file cannot be written.
  bool save(const std::string& path) const;

 private:
  int width_, height_, columns_, frames_ = 0;
  std::vector<unsigned char> pixels_;  ///< numbers in the palette
};
