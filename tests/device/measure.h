// SPDX-License-Identifier: Apache-2.0
// Measuring a call on a board: its instructions, and the bytes of stack it touches.
#pragma once

#include "device.h"

struct Cost {
  uint32_t ticks;
  uint32_t stack;
  bool good;  ///< what the call returned
};

namespace measure_detail {

#if defined(__AVR__)
enum : uintptr_t { painted_bytes = 1000 };
#else
enum : uintptr_t { painted_bytes = 3000 };
#endif
enum : uint8_t { paint = 0xC5 };

/// The lowest address of the stack that is in use.
__attribute__((always_inline)) inline uintptr_t stack_end() {
  uintptr_t address;
#if defined(__AVR__)  // where the next byte will go
  __asm__ volatile("in %A0, 0x3d\n in %B0, 0x3e\n adiw %0, 1" : "=w"(address));
#elif defined(__riscv)
  __asm__ volatile("mv %0, sp" : "=r"(address));
#else
  __asm__ volatile("mov %0, sp" : "=r"(address));
#endif
  return address;
}

inline volatile uint8_t& byte_at(uintptr_t address) { return *reinterpret_cast<volatile uint8_t*>(address); }

// Calls nothing but what it measures: the frame stays where it is.
__attribute__((noinline)) inline Cost run_once(bool (*call)()) {
  Cost cost = {0, 0, false};
  const uintptr_t end = stack_end();
  for (uintptr_t at = end - painted_bytes; at != end; ++at) byte_at(at) = paint;
  const uint32_t begin = device_ticks();
  cost.good = call();
  cost.ticks = device_ticks() - begin;
  uintptr_t lowest = end - painted_bytes;
  while (lowest != end && byte_at(lowest) == paint) ++lowest;
  cost.stack = static_cast<uint32_t>(end - lowest);
  return cost;
}

inline bool do_nothing() { return true; }

}  // namespace measure_detail

/// Runs a call once. The ticks of calling a function that does nothing are taken off.
inline Cost measure(bool (*call)()) {
  device_start_counting();
  const uint32_t empty = measure_detail::run_once(measure_detail::do_nothing).ticks;
  device_start_counting();
  Cost cost = measure_detail::run_once(call);
  cost.ticks = cost.ticks > empty ? cost.ticks - empty : 0;  // ticks are finer than instructions
  return cost;
}
