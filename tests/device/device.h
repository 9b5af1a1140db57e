// SPDX-License-Identifier: Apache-2.0
// What a test image asks of its emulated board: to print, to end, and to count instructions.
#pragma once

#include <stdint.h>

/// Prints one character on the emulator's console.
void device_print(char character);

/// Ends the emulation.
void device_exit(void);

/// Prepares the counter that device_now() reads.
void device_start_counting(void);

/// A count that grows by DEVICE_TICKS while the board runs DEVICE_INSTRUCTIONS (numbers that the build passes in).
uint32_t device_now(void);
