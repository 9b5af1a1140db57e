// SPDX-License-Identifier: Apache-2.0
// The divisions and the 64-bit product that Debian's compiler library for the LX106 lacks. An ESP8266 has them in ROM.
#include <stdint.h>

extern "C" {

uint32_t __udivsi3(uint32_t dividend, uint32_t divisor) {
  if (divisor == 0 || dividend < divisor) return 0;
  uint32_t quotient = 0;
  for (int shift = __builtin_clz(divisor) - __builtin_clz(dividend); shift >= 0; --shift) {
    quotient <<= 1;
    if (dividend >> shift < divisor) continue;
    dividend -= divisor << shift;
    quotient |= 1;
  }
  return quotient;
}

uint32_t __umodsi3(uint32_t dividend, uint32_t divisor) { return dividend - __udivsi3(dividend, divisor) * divisor; }

int32_t __divsi3(int32_t dividend, int32_t divisor) {
  const uint32_t a = dividend < 0 ? 0u - static_cast<uint32_t>(dividend) : static_cast<uint32_t>(dividend);
  const uint32_t b = divisor < 0 ? 0u - static_cast<uint32_t>(divisor) : static_cast<uint32_t>(divisor);
  const uint32_t quotient = __udivsi3(a, b);
  return static_cast<int32_t>((dividend < 0) != (divisor < 0) ? 0u - quotient : quotient);
}

uint64_t __muldi3(uint64_t a, uint64_t b) {
  const uint32_t a_low = static_cast<uint32_t>(a), b_low = static_cast<uint32_t>(b);
  const uint32_t a0 = a_low & 0xFFFF, a1 = a_low >> 16, b0 = b_low & 0xFFFF, b1 = b_low >> 16;
  const uint32_t middle = a1 * b0 + (a0 * b0 >> 16);
  const uint32_t other_middle = a0 * b1 + (middle & 0xFFFF);
  const uint32_t high = a1 * b1 + (middle >> 16) + (other_middle >> 16) + a_low * static_cast<uint32_t>(b >> 32) +
                        static_cast<uint32_t>(a >> 32) * b_low;
  return (static_cast<uint64_t>(high) << 32) | (a_low * b_low);
}

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor) {
  uint64_t quotient = 0, rest = 0;
  for (int bit = 63; bit >= 0; --bit) {
    rest = (rest << 1) | ((dividend >> bit) & 1);
    if (rest < divisor) continue;
    rest -= divisor;
    quotient |= uint64_t{1} << bit;
  }
  return quotient;
}

}  // extern "C"
