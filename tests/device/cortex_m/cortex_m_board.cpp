// SPDX-License-Identifier: Apache-2.0
// A Cortex-M board in QEMU: vectors, memory set-up, semihosting, and a counter: the board's timer of 32 bits at
// DEVICE_TIMER, the system counter at DEVICE_COUNTER, or else SysTick with its 24 bits. All count the same clock.
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

enum : uint32_t {
#if defined(DEVICE_COUNTER)
  counter_control = DEVICE_COUNTER,
  counter_value = DEVICE_COUNTER + 8,
  counter_start = 1,
#elif defined(DEVICE_TIMER)
  counter_control = DEVICE_TIMER,
  counter_value = DEVICE_TIMER + 4,
  counter_reload = DEVICE_TIMER + 8,
  counter_start = 1,
  counter_largest = 0xFFFFFFFF,
#else
  counter_control = 0xE000E010,
  counter_reload = 0xE000E014,
  counter_value = 0xE000E018,
  counter_start = 5,
  counter_largest = 0xFFFFFF,
#endif
  coprocessor_access = 0xE000ED88
};

volatile uint32_t& word_at(uint32_t address) { return *reinterpret_cast<volatile uint32_t*>(address); }

void semihosting(uint32_t operation, uint32_t argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register uint32_t r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

}  // namespace

void device_print(char character) { semihosting(3, reinterpret_cast<uint32_t>(&character)); }
void device_exit(void) { semihosting(0x18, 0x20026); }

#if defined(DEVICE_COUNTER)
void device_start_counting(void) {
  word_at(counter_control) = 0;
  word_at(counter_value) = 0;
  word_at(counter_control) = counter_start;
}
uint32_t device_ticks(void) { return word_at(counter_value); }
#else  // counts down from where it is reloaded
void device_start_counting(void) {
  word_at(counter_reload) = counter_largest;
  word_at(counter_value) = counter_largest;  // SysTick: any write begins anew
  word_at(counter_control) = counter_start;
}
uint32_t device_ticks(void) { return counter_largest - word_at(counter_value); }
#endif

extern "C" void reset() {
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
  word_at(coprocessor_access) |= 0xF << 20;  // the floating-point unit
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
