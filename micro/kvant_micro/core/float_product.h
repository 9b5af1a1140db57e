// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A float product that stays one: with the options firmware is built with, compilers fuse it into the sum that follows.
#pragma once

#include <kvant_micro/core/target.h>

namespace kvant_micro {
inline namespace KVANT_TARGET {

/// a * b, rounded before anything is added to it, so that every processor's sum has the same bits.
KVANT_ALWAYS_INLINE float rounded_product(float a, float b) {
#if defined(__clang__)
#pragma clang fp contract(off)
#endif
  float product = a * b;
#if defined(__FP_FAST_FMAF) && defined(__GNUC__) && !defined(__clang__)
  // GCC has no such pragma: the product passes through a statement that it cannot look into.
#if defined(__arm__)
  __asm__("" : "+t"(product));
#elif defined(__aarch64__)
  __asm__("" : "+w"(product));
#elif defined(__x86_64__) || defined(__i386__)
  __asm__("" : "+x"(product));
#else  // RISC-V, Xtensa
  __asm__("" : "+f"(product));
#endif
#endif
  return product;
}

}  // namespace KVANT_TARGET
}  // namespace kvant_micro
