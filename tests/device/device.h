// SPDX-License-Identifier: Apache-2.0
// What a test image asks of its emulated board: to print, to end, and to count instructions.
#pragma once

#include <stdint.h>

/// Prints one character on the emulator's console.
void device_print(char character);

/// Ends the emulation.
void device_exit(void);

/// Sets the count of ticks to zero.
void device_start_counting(void);

/// Ticks since then. boards.sh says how many of them an instruction takes.
uint32_t device_ticks(void);
