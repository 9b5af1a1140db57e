// SPDX-License-Identifier: Apache-2.0
// A Cortex-M board in QEMU: vectors, memory set-up, semihosting and a timer that counts instructions.
#include "device.h"

extern "C" {
extern uint32_t data_load[], data_begin[], data_end[], bss_begin[], bss_end[], stack_top[];
int main();
void reset();
void fault();
__attribute__((section(".vectors"), used)) void (*const vectors[])() = {
    reinterpret_cast<void (*)()>(stack_top), reset, fault, fault, fault, fault, fault};
}

namespace {

uint32_t semihosting(uint32_t operation, uint32_t argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register uint32_t r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

volatile uint32_t& at(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }

}  // namespace

void device_print(char character) { semihosting(3, reinterpret_cast<uint32_t>(&character)); }
void device_exit(void) { semihosting(0x18, 0x20026); }

#ifdef DEVICE_SYSTICK  // counts down from 2^24
void device_start_counting(void) {
  at(0xE000E014) = 0xFFFFFF;
  at(0xE000E018) = 0;
  at(0xE000E010) = 5;
}
uint32_t device_now(void) { return 0xFFFFFF - at(0xE000E018); }
#else  // the 32-bit timer of ARM's MPS2 boards, counting down
void device_start_counting(void) {
  at(DEVICE_TIMER + 8) = 0xFFFFFFFF;
  at(DEVICE_TIMER + 4) = 0xFFFFFFFF;
  at(DEVICE_TIMER) = 1;
}
uint32_t device_now(void) { return 0xFFFFFFFF - at(DEVICE_TIMER + 4); }
#endif

extern "C" void reset() {
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
  at(0xE000ED88) |= 0xF << 20;  // the floating-point unit
  __asm__ volatile("dsb\n isb");
#endif
  const uint32_t* from = data_load;
  for (uint32_t* to = data_begin; to < data_end;) *to++ = *from++;
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
