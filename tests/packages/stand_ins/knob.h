// SPDX-License-Identifier: Apache-2.0
// A knob for the stand-in boards: it turns from one end to the other in fifteen steps, then the program ends.
#pragma once

#include <stdlib.h>

inline int& knob_step() {
  static int step = 0;
  return step;
}

/// Where it is, between 0 and full_scale.
inline int knob_reading(int full_scale) { return full_scale * knob_step() / 15; }

inline void turn_knob() {
  if (++knob_step() > 15) exit(0);
}
