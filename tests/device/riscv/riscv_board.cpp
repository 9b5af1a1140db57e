// SPDX-License-Identifier: Apache-2.0
// QEMU's RISC-V board "virt": start-up, its serial port, its power switch, and the count of retired instructions.
#include "device.h"

extern "C" {
extern uint32_t bss_begin[], bss_end[];
int main();
void start_main();
void fault();
}

// The first instruction of RAM, where the board's own code jumps to. A trap says so and ends.
__asm__(
    ".section .start, \"ax\"\n"
    ".globl start\n"
    "start:\n"
    "la sp, stack_top\n"
    "la t0, trap\n"
    "csrw mtvec, t0\n"
    "j start_main\n"
    ".balign 4\n"
    "trap: j fault\n"
    ".text\n");

namespace {

volatile uint8_t& byte_at(uint32_t address) { return *reinterpret_cast<volatile uint8_t*>(address); }
volatile uint32_t& word_at(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }

uint32_t retired_instructions() {
  uint32_t count;
  __asm__ volatile("rdinstret %0" : "=r"(count));
  return count;
}

uint32_t counting_since;

}  // namespace

void device_print(char character) { byte_at(0x10000000) = static_cast<uint8_t>(character); }
void device_exit(void) { word_at(0x100000) = 0x5555; }

void device_start_counting(void) { counting_since = retired_instructions(); }
uint32_t device_ticks(void) { return retired_instructions() - counting_since; }

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
