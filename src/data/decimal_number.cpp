// SPDX-License-Identifier: Apache-2.0
// Reading a decimal number: exact for short ones, two doubles for the usual rest, long division for the hard cases.
#include "data/decimal_number.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "data/decimal_division.h"
#include "random/exact_arithmetic.h"

namespace kvant::data {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr int exact_power = 22;  // 10^22 is the largest power of ten that is a double
constexpr std::array<double, exact_power + 1> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                        1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The first 19 significant digits as a whole number; the text's value is value * 10^exponent when !more.
struct Digits {
  std::uint64_t value = 0;
  std::int64_t exponent = 0;
  bool more = false;  ///< digits other than zero follow those taken
};

// Every step keeps 100 bits and more. When the double is the same at both ends of the doubt, it is the right one.
std::optional<double> by_two_doubles(const Digits& digits) {
  if (digits.exponent < -250 || digits.exponent > 250) return std::nullopt;
  double high = static_cast<double>(digits.value);
  double low = static_cast<double>(static_cast<std::int64_t>(digits.value - static_cast<std::uint64_t>(high)));
  auto left = static_cast<int>(digits.exponent < 0 ? -digits.exponent : digits.exponent);
  while (left > 0) {
    const int step = std::min(left, exact_power);
    const double power = powers[static_cast<std::size_t>(step)];
    left -= step;
    if (digits.exponent > 0) {
      const random::TwoPart product = random::exact_product(high, power);
      const random::TwoPart sum = random::exact_sum_ordered(product.high, product.low + low * power);
      high = sum.high;
      low = sum.low;
    } else {
      const double quotient = high / power;
      const random::TwoPart back = random::exact_product(quotient, power);
      const random::TwoPart sum = random::exact_sum_ordered(quotient, (((high - back.high) - back.low) + low) / power);
      high = sum.high;
      low = sum.low;
    }
  }
  const double doubt = high * 0x1p-98;
  const double above = high + (low + doubt);
  return above == high + (low - doubt) ? std::optional<double>(above) : std::nullopt;
}

double value_of(const Digits& digits, std::string_view mantissa, std::int64_t exponent) {
  if (digits.value == 0) return 0.0;
  if (!digits.more) {
    const bool exact = digits.value <= (std::uint64_t{1} << 53);
    if (exact && digits.exponent >= 0 && digits.exponent <= exact_power) {
      return static_cast<double>(digits.value) * powers[static_cast<std::size_t>(digits.exponent)];
    }
    if (exact && digits.exponent < 0 && digits.exponent >= -exact_power) {
      return static_cast<double>(digits.value) / powers[static_cast<std::size_t>(-digits.exponent)];
    }
    if (const std::optional<double> value = by_two_doubles(digits)) return *value;
  }
  // The value lies in [10^exponent, 10^(exponent + 20)).
  if (digits.exponent > 310) return infinity;
  if (digits.exponent < -345) return 0.0;
  return divide_decimal(mantissa, exponent);
}

bool equals_word(std::string_view text, std::string_view word) {
  if (text.size() != word.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != word[i]) return false;
  }
  return true;
}

Number read_word(std::string_view text) {
  if (equals_word(text, "nan")) return {true, false, std::numeric_limits<double>::quiet_NaN()};
  if (equals_word(text, "inf") || equals_word(text, "infinity")) return {true, false, infinity};
  return {};
}

// Held below 2^60: no text that fits in memory has digits enough to make up for that.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return std::nullopt;
  constexpr std::int64_t limit = std::int64_t{1} << 56;
  std::int64_t value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
    if (value < limit) value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

Number read_unsigned(std::string_view text) {
  Digits digits;
  std::size_t i = 0, seen = 0, taken = 0;
  std::int64_t behind_point = 0;
  bool point = false;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(text[i])) break;
    ++seen;
    behind_point += point;
    const auto digit = static_cast<std::uint64_t>(text[i] - '0');
    if (taken < 19) {
      digits.value = digits.value * 10 + digit;
      taken += digits.value != 0;
    } else {
      ++digits.exponent;
      digits.more = digits.more || digit != 0;
    }
  }
  if (seen == 0) return i == 0 ? read_word(text) : Number{};
  const std::string_view mantissa = text.substr(0, i);
  std::int64_t exponent = 0;
  const bool has_exponent = i < text.size();
  if (has_exponent) {
    if (text[i] != 'e' && text[i] != 'E') return {};
    const std::optional<std::int64_t> read = read_exponent(text.substr(i + 1));
    if (!read) return {};
    exponent = *read;
  }
  exponent -= behind_point;
  digits.exponent += exponent;
  return {true, !point && !has_exponent, value_of(digits, mantissa, exponent)};
}

}  // namespace

Number read_number(std::string_view text) {
  const bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  Number number = read_unsigned(text);
  if (negative) number.value = -number.value;
  return number;
}

}  // namespace kvant::data
