// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one function that a board defines to see messages: extern "C" void DebugLog(const char* text).
#pragma once

// Without it messages go to printf() on a PC and on an ESP32 or ESP8266, and nowhere on a board that has no console.
extern "C" {
#if defined(__ELF__)
__attribute__((weak))
#endif
void DebugLog(const char* text);
}
