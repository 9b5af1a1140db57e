// SPDX-License-Identifier: Apache-2.0
// core/real.h against the machine's own double, on millions of pairs.
#include <kvant_micro/core/real.h>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>

using namespace kvant_micro;

namespace {

template <class Number>
double value_of(Number number) {
  return std::ldexp(static_cast<double>(number.mantissa), number.exponent);
}

float float_of(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// A fixed sequence of positive floats, scales' sizes and the odd extreme.
struct Scales {
  std::uint64_t state = 0x9E3779B97F4A7C15u;
  std::uint32_t next_bits(std::uint32_t low_exponent, std::uint32_t high_exponent) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto random = static_cast<std::uint32_t>(state >> 32);
    const std::uint32_t exponent = low_exponent + (random >> 23) % (high_exponent - low_exponent + 1);
    return (exponent << 23) | (random & 0x7FFFFFu);
  }
};

struct Multiplier {
  std::int32_t value;
  int shift;
};

/// The reference's formula in doubles.
Multiplier quantized_in_double(double real) {
  int shift = 0;
  auto fraction = static_cast<std::int64_t>(std::round(std::frexp(real, &shift) * 2147483648.0));
  if (fraction == (std::int64_t{1} << 31)) {
    fraction /= 2;
    ++shift;
  }
  if (shift < -31) return {0, 0};
  return {static_cast<std::int32_t>(fraction), shift};
}

}  // namespace

TEST_CASE("a product, a quotient and their multiplier equal double's, ten million times") {
  Scales scales;
  std::uint64_t wrong = 0;
  for (int i = 0; i < 10'000'000; ++i) {
    const std::uint32_t a = scales.next_bits(100, 140), b = scales.next_bits(100, 140), c = scales.next_bits(100, 140);
    const double product = static_cast<double>(float_of(a)) * static_cast<double>(float_of(b));
    const double quotient = product / static_cast<double>(float_of(c));
    const Real real_product = real_multiply(scale_from_bits(a), scale_from_bits(b));
    const Real real_quotient = real_divide(real_product, scale_from_bits(c));
    std::int32_t multiplier = 0, shift = 0;
    quantize_multiplier(real_quotient, multiplier, shift);
    const Multiplier expected = quantized_in_double(quotient);
    wrong += value_of(real_product) != product || value_of(real_quotient) != quotient ||
             (expected.shift <= 30 && (multiplier != expected.value || shift != expected.shift));
  }
  CHECK(wrong == 0);
}

TEST_CASE("rounding on to float equals the machine's, subnormal numbers included") {
  Scales scales;
  std::uint64_t wrong = 0;
  for (int i = 0; i < 2'000'000; ++i) {
    const std::uint32_t a = scales.next_bits(20, 100), b = scales.next_bits(20, 100);
    const auto expected = static_cast<float>(static_cast<double>(float_of(a)) * static_cast<double>(float_of(b)));
    const double got = value_of(real_to_float(real_multiply(scale_from_bits(a), scale_from_bits(b))));
    wrong += got != static_cast<double>(expected);
  }
  CHECK(wrong == 0);
}

TEST_CASE("a scale divided by a scale and rounded to float equals the machine's float division") {
  Scales scales;
  std::uint64_t wrong = 0;
  for (int i = 0; i < 2'000'000; ++i) {
    const std::uint32_t a = scales.next_bits(1, 254), b = scales.next_bits(100, 150);
    const Scale got = real_to_float(real_divide(real_from_scale(scale_from_bits(a)), scale_from_bits(b)));
    const float expected = float_of(a) / float_of(b);
    if (std::isinf(expected)) continue;
    wrong += value_of(got) != static_cast<double>(expected);
    const double nearest = std::round(static_cast<double>(expected));
    wrong += nearest < 2147483647.0 && real_to_integer(got) != static_cast<std::int32_t>(nearest);
  }
  CHECK(wrong == 0);
}

TEST_CASE("numbers that are no scale become zero") {
  CHECK(scale_from_bits(0x80000000u).mantissa == 0);  // -0
  CHECK(scale_from_bits(0xBF800000u).mantissa == 0);  // -1
  CHECK(scale_from_bits(0x7F800000u).mantissa == 0);  // infinity
  CHECK(scale_from_bits(0x7FC00000u).mantissa == 0);  // NaN
  CHECK(value_of(scale_from_bits(1u)) == std::ldexp(1.0, -149));
}
