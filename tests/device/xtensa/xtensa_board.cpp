// SPDX-License-Identifier: Apache-2.0
// QEMU's Xtensa board "sim" with the ESP8266's LX106 core: vectors, start-up, simulator calls, and the cycle counter.
#include "device.h"

extern "C" {
extern uint32_t bss_begin[], bss_end[];
int main();
void start_main();
void fault();
}

// Without literals, whose places are elsewhere. The stack begins at the end of data RAM, 0x40000000, where instruction
// RAM begins with the vectors; the first function stands 256 bytes behind them.
__asm__(
    ".section .reset, \"ax\"\n"
    ".globl reset\n"
    "reset:\n"
    "movi a1, 4\n"
    "slli a1, a1, 28\n"
    "addmi a0, a1, 256\n"
    "jx a0\n"
    ".section .vectors, \"ax\"\n"
    ".org 0x30\n"
    "j fault\n"  // in kernel mode
    ".org 0x50\n"
    "j fault\n"  // in user mode
    ".org 0x70\n"
    "j fault\n"  // inside another
    ".org 0x100\n"
    "movi a0, 0x2F\n"  // out of the state after a reset, in which every fault is a double one
    "wsr a0, ps\n"
    "rsync\n"
    "j start_main\n"
    ".text\n");

namespace {

uint32_t counting_since;

void simulator_call(uint32_t number, uint32_t first, uint32_t second, uint32_t third) {
  register uint32_t a2 __asm__("a2") = number;
  register uint32_t a3 __asm__("a3") = first;
  register uint32_t a4 __asm__("a4") = second;
  register uint32_t a5 __asm__("a5") = third;
  __asm__ volatile("simcall" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
}

uint32_t cycles() {
  uint32_t count;
  __asm__ volatile("rsr %0, ccount" : "=r"(count));
  return count;
}

}  // namespace

void device_print(char character) { simulator_call(4, 1, reinterpret_cast<uint32_t>(&character), 1); }
void device_exit(void) { simulator_call(1, 0, 0, 0); }

void device_start_counting(void) { counting_since = cycles(); }
uint32_t device_ticks(void) { return cycles() - counting_since; }

extern "C" void start_main() {
  for (uint32_t* to = bss_begin; to < bss_end;) *to++ = 0;
  main();
  device_exit();
  for (;;) {
  }
}

extern "C" void fault() {
  for (const char* text = "fault\n"; *text != '\0'; ++text) device_print(*text);
  device_exit();
  for (;;) {
  }
}
