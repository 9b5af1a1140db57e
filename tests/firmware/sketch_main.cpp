// SPDX-License-Identifier: Apache-2.0
// The board of the firmware tests on the desk: setup() once, loop() for every code of an int8.
#include <stdint.h>

void setup();
void loop();

int main() {
  setup();
  for (int i = 0; i < 256; ++i) loop();
  return 0;
}
