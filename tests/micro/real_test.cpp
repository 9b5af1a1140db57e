// SPDX-License-Identifier: Apache-2.0
// core/real.h against the machine's own double, on millions of pairs.
#include <kvant_micro/core/real.h>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>

using namespace kvant_micro;

namespace {

double value_of(Real real) { return std::ldexp(static_cast<double>(real.mantissa), real.exponent); }

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
    const Real real_product = real_multiply(real_from_float_bits(a), real_from_float_bits(b));
    const Real real_quotient = real_divide(real_product, real_from_float_bits(c));
    std::int32_t multiplier = 0, shift = 0;
    quantize_multiplier(real_quotient, multiplier, shift);
    const Multiplier expected = quantized_in_double(quotient);
    wrong += value_of(real_product) != product || value_of(real_quotient) != quotient ||
             (expected.shift <= 30 && (multiplier != expected.value || shift != expected.shift));
  }
  CHECK(wrong == 0);
}

TEST_CASE("full-width products round as double does") {
  Scales scales;
  std::uint64_t wrong = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const double a = static_cast<double>(float_of(scales.next_bits(110, 140))) / 3.0;
    const double b = static_cast<double>(float_of(scales.next_bits(110, 140))) / 7.0;
    const Real x = real_divide(real_from_float_bits(scales.next_bits(127, 127)), real_from_float_bits(0x40400000u));
    int ea = 0, eb = 0;
    const auto ma = static_cast<std::uint64_t>(std::ldexp(std::frexp(a, &ea), 53));
    const auto mb = static_cast<std::uint64_t>(std::ldexp(std::frexp(b, &eb), 53));
    const Real ra = {ma, ea - 53}, rb = {mb, eb - 53};
    wrong += value_of(real_multiply(ra, rb)) != a * b || value_of(real_divide(ra, rb)) != a / b || x.mantissa == 0;
  }
  CHECK(wrong == 0);
}

TEST_CASE("rounding on to float equals the machine's, subnormal numbers included") {
  Scales scales;
  std::uint64_t wrong = 0;
  for (int i = 0; i < 2'000'000; ++i) {
    const std::uint32_t a = scales.next_bits(20, 100), b = scales.next_bits(20, 100);
    const auto expected = static_cast<float>(static_cast<double>(float_of(a)) * static_cast<double>(float_of(b)));
    const double got = value_of(real_to_float(real_multiply(real_from_float_bits(a), real_from_float_bits(b))));
    wrong += got != static_cast<double>(expected);
  }
  CHECK(wrong == 0);
}

TEST_CASE("numbers that are no scale become zero") {
  CHECK(real_from_float_bits(0x80000000u).mantissa == 0);  // -0
  CHECK(real_from_float_bits(0xBF800000u).mantissa == 0);  // -1
  CHECK(real_from_float_bits(0x7F800000u).mantissa == 0);  // infinity
  CHECK(real_from_float_bits(0x7FC00000u).mantissa == 0);  // NaN
  CHECK(value_of(real_from_float_bits(1u)) == std::ldexp(1.0, -149));
}
