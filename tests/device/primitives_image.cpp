// SPDX-License-Identifier: Apache-2.0
// The primitives of the integer kernels over their edges, as hashes of all results: the same on every processor.
#include "print_facts.h"

#include <kvant_micro/kernels/requantize.h>

namespace {

namespace simd = kvant_micro::simd;

uint32_t state = 1;
uint32_t random_word() { return state = state * 1664525u + 1013904223u; }

uint32_t hash = 2166136261u;
void keep(int32_t result) {
  uint32_t bits = static_cast<uint32_t>(result);
  for (uint32_t i = 0; i < 4; ++i, bits >>= 8) hash = (hash ^ (bits & 0xFF)) * 16777619u;
}

/// Sums at and beside the powers of two, the extremes, and some of every size.
int32_t edge(uint32_t i) {
  if (i < 96) return static_cast<int32_t>((UINT32_C(1) << (i / 3)) + i % 3 - 1);
  if (i < 192) return static_cast<int32_t>(0u - ((UINT32_C(1) << ((i - 96) / 3)) + i % 3 - 1));
  return static_cast<int32_t>(random_word()) >> (i % 31);
}

const int8_t weights[64] KVANT_CONSTANT = {-128, 37,   -51,  74,  -104, 127,  -91, -80,  59,   -99, -128, -19,  -109,
                                           -84,  94,   127,  86,  -93,  -5,   -82, -128, 89,   -98, -65,  -14,  127,
                                           -97,  75,   -103, -15, -128, -105, -60, 20,   86,   127, -55,  -68,  29,
                                           -36,  -128, -76,  -32, 62,   -79,  127, -96,  -98,  -23, 126,  -128, 90,
                                           32,   110,  104,  127, 57,   25,   -1,  -36,  -128, -4,  -87,  25};

void requantize_all() {
  static const int32_t zero_points[] = {-128, -1, 0, 5, 127};
  for (int32_t shift = -31; shift <= 30; ++shift) {
    for (uint32_t i = 0; i < 256; ++i) {
      const int32_t sum = edge(i);
      const int32_t multipliers[] = {0x40000000, 0x7FFFFFFF, static_cast<int32_t>((random_word() >> 2) | 0x40000000u),
                                     0};
      for (uint32_t m = 0; m < 4; ++m) {
        keep(kvant_micro::requantize_int8(sum, multipliers[m], shift, zero_points[(i + m) % 5]));
      }
    }
  }
}

template <int32_t multiplier, int32_t shift, int32_t zero_point>
void requantize_constantly() {
  for (uint32_t i = 0; i < 256; ++i)
    keep(kvant_micro::Requantize<multiplier, shift, zero_point, true>::run(edge(i) / 2));
}

void multiply_all(const int8_t* input) {
  static const int32_t offsets[] = {-127, -1, 0, 1, 128};
  for (uint32_t count = 0; count < 21; ++count) {
    for (uint32_t place = 0; place < 64; ++place) {
      const int8_t* const row = weights + place % 4;
      const int8_t* other_row = weights + 32 + place / 16;
      const simd::Dot2 dot(input + place / 4 % 4, count, offsets[(count + place) % 5]);
      uint32_t sum = random_word(), other_sum = 0;
      dot(row, other_row, sum, other_sum);
      keep(static_cast<int32_t>(sum));
      keep(static_cast<int32_t>(other_sum));
      keep(static_cast<int32_t>(other_row - weights));
    }
  }
}

void multiply_two(const int8_t* input) {
  static const int32_t offsets[] = {-127, -1, 0, 1, 128};
  static simd::PatchNumber patch[simd::patch_numbers * 21];
  for (uint32_t count = 0; count < 21; ++count) {
    for (uint32_t place = 0; place < 64; ++place) {
      simd::spread(input + place / 4 % 4, input + place % 3, count, offsets[(count + place) % 5], patch);
      simd::SumsOfTwo sums = {random_word(), 0, 1, random_word()};
      sums.add(patch, count, weights + place % 4, weights + 32 + place / 16);
      keep(static_cast<int32_t>(sums.sum_00));
      keep(static_cast<int32_t>(sums.sum_01));
      keep(static_cast<int32_t>(sums.sum_10));
      keep(static_cast<int32_t>(sums.sum_11));
    }
  }
}

void multiply_four(const int8_t* input) {
  static const int32_t offsets[] = {-127, -1, 0, 1, 128};
  for (uint32_t place = 0; place < 1024; ++place) {
    simd::FourSums sums = {random_word(), 0, 1, random_word()};
    sums.add(input + place / 16 % 16, weights + place % 60, offsets[place % 5]);
    keep(static_cast<int32_t>(sums.sum_0));
    keep(static_cast<int32_t>(sums.sum_1));
    keep(static_cast<int32_t>(sums.sum_2));
    keep(static_cast<int32_t>(sums.sum_3));
  }
}

template <uint32_t count>
struct ShortDots {
  static void run(const int8_t* input) {
    ShortDots<count - 1>::run(input);
    for (uint32_t place = 0; place < 16; ++place) {
      const simd::ShortDot<count> dot(input + place % 4);
      keep(static_cast<int32_t>(dot(weights + place / 4, random_word())));
    }
  }
};
template <>
struct ShortDots<0> {
  static void run(const int8_t*) {}
};

}  // namespace

int main() {
  static int8_t input[24];
  for (uint32_t i = 0; i < sizeof input; ++i) {
    const int32_t extreme = i % 2 == 0 ? -128 : 127, other = static_cast<int32_t>(random_word() >> 24) - 128;
    input[i] = static_cast<int8_t>(i % 5 == 0 ? extreme : other);
  }
  requantize_all();
  print_number("requantize_int8", hash);
  requantize_constantly<0x40000000, -1, 127>();
  requantize_constantly<0x7FFFFFFF, -1, -128>();
  requantize_constantly<0x5A827999, -7, 3>();
  requantize_constantly<0x7FFFFFFF, -22, -128>();
  print_number("Requantize", hash);
  multiply_all(input);
  print_number("Dot2", hash);
  multiply_two(input);
  print_number("SumsOfTwo", hash);
  multiply_four(input);
  print_number("FourSums", hash);
  ShortDots<16>::run(input);
  print_number("ShortDot", hash);
  return 0;
}
