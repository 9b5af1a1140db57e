// SPDX-License-Identifier: Apache-2.0
// Whole numbers of any length, as far as one division needs them.
#include "data/decimal_division.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace kvant::data {
namespace {

/// A whole number, lowest word first, no zero word on top.
class LongNumber {
 public:
  explicit LongNumber(std::uint32_t value) {
    if (value) words_.push_back(value);
  }

  void multiply_add(std::uint32_t factor, std::uint32_t addend) {
    std::uint64_t carry = addend;
    for (std::uint32_t& word : words_) {
      carry += std::uint64_t{word} * factor;
      word = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (carry) words_.push_back(static_cast<std::uint32_t>(carry));
  }

  void multiply_power_of_ten(std::int64_t power) {
    for (; power >= 9; power -= 9) multiply_add(1000000000U, 0);
    for (; power > 0; --power) multiply_add(10U, 0);
  }

  void shift_left(std::int64_t bits) {
    for (; bits >= 31; bits -= 31) multiply_add(0x80000000U, 0);
    multiply_add(1U << bits, 0);
  }

  std::int64_t bit_length() const {
    return words_.empty() ? 0 : static_cast<std::int64_t>(words_.size()) * 32 - std::countl_zero(words_.back());
  }

  /// -1, 0 or 1 as this is less than, equal to or greater than the other.
  int compare(const LongNumber& other) const {
    if (words_.size() != other.words_.size()) return words_.size() < other.words_.size() ? -1 : 1;
    for (std::size_t i = words_.size(); i-- > 0;) {
      if (words_[i] != other.words_[i]) return words_[i] < other.words_[i] ? -1 : 1;
    }
    return 0;
  }

  /// Takes away a number that is not greater than this.
  void subtract(const LongNumber& other) {
    std::int64_t borrow = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      std::int64_t word = borrow + words_[i] - (i < other.words_.size() ? std::int64_t{other.words_[i]} : 0);
      borrow = word < 0 ? -1 : 0;
      words_[i] = static_cast<std::uint32_t>(word);
    }
    while (!words_.empty() && words_.back() == 0) words_.pop_back();
  }

 private:
  std::vector<std::uint32_t> words_;
};

// A double's rounding is decided by 768 digits at most; of all further ones it only counts whether one is not zero.
LongNumber read_digits(std::string_view digits, std::int64_t& exponent) {
  constexpr int most_digits = 800;
  LongNumber number(0);
  int taken = 0;
  bool more = false;
  for (const char c : digits) {
    if (c == '.') continue;
    if (taken == 0 && c == '0') continue;
    if (taken < most_digits) {
      number.multiply_add(10U, static_cast<std::uint32_t>(c - '0'));
      ++taken;
    } else {
      ++exponent;
      more = more || c != '0';
    }
  }
  if (more) {
    number.multiply_add(10U, 1U);
    --exponent;
  }
  return number;
}

}  // namespace

double divide_decimal(std::string_view digits, std::int64_t exponent) {
  LongNumber numerator = read_digits(digits, exponent);
  LongNumber denominator(1);
  if (exponent >= 0) numerator.multiply_power_of_ten(exponent);
  if (exponent < 0) denominator.multiply_power_of_ten(-exponent);

  // Scaled so that 1 <= numerator / denominator < 2; the value is that quotient times 2^scale.
  std::int64_t scale = numerator.bit_length() - denominator.bit_length();
  if (scale > 0) denominator.shift_left(scale);
  if (scale < 0) numerator.shift_left(-scale);
  if (numerator.compare(denominator) < 0) {
    numerator.shift_left(1);
    --scale;
  }

  // 53 bits, fewer below 2^-1022, where the last one is always worth 2^-1074; none at all if the first is worth less.
  const std::int64_t bits = scale >= -1022 ? 53 : scale + 1075;
  if (bits < 0) return 0.0;
  std::uint64_t quotient = 0;
  for (std::int64_t i = 0; i < bits; ++i) {
    const bool one = numerator.compare(denominator) >= 0;
    if (one) numerator.subtract(denominator);
    quotient = 2 * quotient + (one ? 1 : 0);
    numerator.shift_left(1);
  }
  const int half = numerator.compare(denominator);
  if (half > 0 || (half == 0 && (quotient & 1))) ++quotient;
  if (scale > 1023) return std::numeric_limits<double>::infinity();
  return std::ldexp(static_cast<double>(quotient), static_cast<int>(scale - bits + 1));
}

}  // namespace kvant::data
