// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What every header of the chip needs from the compiler: attributes, and the namespace of the instruction set.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Units compiled for different instruction sets define this to different names, so that the linker never mixes them.
#ifndef KVANT_TARGET
#define KVANT_TARGET generic
#endif

#if defined(__cplusplus) && __cplusplus >= 201703L
#define KVANT_NODISCARD [[nodiscard]]
#elif defined(__GNUC__)
#define KVANT_NODISCARD __attribute__((warn_unused_result))
#else
#define KVANT_NODISCARD
#endif

// For what is worth its bytes wherever it is called, also where the compiler is told to save bytes.
#if defined(__GNUC__)
#define KVANT_ALWAYS_INLINE inline __attribute__((always_inline))
#define KVANT_LIKELY(condition) __builtin_expect(!!(condition), 1)
#else
#define KVANT_ALWAYS_INLINE inline
#define KVANT_LIKELY(condition) (condition)
#endif

// Constants of generated code. On AVR they are data in the program's memory, which has instructions of its own to read.
#if defined(__AVR__)
#define KVANT_CONSTANT __attribute__((section(".progmem.data")))
#else
#define KVANT_CONSTANT
#endif
