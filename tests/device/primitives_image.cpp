// SPDX-License-Identifier: Apache-2.0
// The primitives of the integer kernels over their edges, as a hash of all results: one for every processor.
#include "print_facts.h"

#include <kvant_micro/simd/simd.h>

namespace {

namespace simd = kvant_micro::simd;

uint32_t state = 1;
uint32_t random_word() { return state = state * 1664525u + 1013904223u; }

uint32_t hash = 2166136261u;
void keep(uint32_t word) {
  for (uint32_t i = 0; i < 4; ++i, word >>= 8) hash = (hash ^ (word & 0xFF)) * 16777619u;
}

/// Sums at and beside the powers of two, the extremes, and some of every size.
int32_t sum_number(uint32_t i) {
  if (i < 96) return static_cast<int32_t>((1u << (i / 3)) + i % 3 - 1);
  if (i < 192) return static_cast<int32_t>(0u - ((1u << ((i - 96) / 3)) + i % 3 - 1));
  return static_cast<int32_t>(random_word()) >> (i % 31);
}

void requantize_all() {
  static const int32_t zero_points[] = {-128, -1, 0, 5, 127};
  for (int32_t shift = -31; shift <= 30; ++shift) {
    for (uint32_t i = 0; i < 256; ++i) {
      const int32_t sum = sum_number(i);
      const int32_t chosen[] = {0x40000000, 0x7FFFFFFF, static_cast<int32_t>((random_word() >> 2) | 0x40000000u), 0};
      for (uint32_t m = 0; m < 4; ++m) {
        const int32_t zero_point = zero_points[(i + m) % 5];
        keep(static_cast<uint32_t>(simd::requantize_int8(sum, chosen[m], shift, zero_point)));
      }
    }
  }
}

void multiply_all() {
  static const int32_t offsets[] = {-127, -1, 0, 1, 128};
  static int8_t numbers[96];
  for (uint32_t i = 0; i < sizeof numbers; ++i) {
    numbers[i] =
        static_cast<int8_t>(i % 5 == 0 ? (i % 2 == 0 ? -128 : 127) : static_cast<int32_t>(random_word() >> 24) - 128);
  }
  for (uint32_t count = 0; count < 21; ++count) {
    for (uint32_t alignment = 0; alignment < 16; ++alignment) {
      const int8_t* row = numbers + 48 + alignment / 4;
      const simd::Dot dot(numbers + alignment % 4, count, offsets[(count + alignment) % 5]);
      keep(dot(row, random_word()));
      keep(dot(row, 0));
      keep(static_cast<uint32_t>(row - numbers));
    }
  }
}

}  // namespace

int main() {
  requantize_all();
  print_number("requantize", hash);
  multiply_all();
  print_number("dot", hash);
  return 0;
}
