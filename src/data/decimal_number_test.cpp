// SPDX-License-Identifier: Apache-2.0
// Decimal numbers: hard cases by their bits, and millions of round trips against the C library.
#include "data/decimal_number.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

#include "random/philox.h"

using kvant::data::Number;
using kvant::data::read_number;

namespace {
bool same(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }
bool as_strtod(const std::string& text) {
  const Number number = read_number(text);
  return number.valid && same(number.value, std::strtod(text.c_str(), nullptr));
}
}  // namespace

TEST_CASE("numbers in all their spellings") {
  for (const char* text : {"0", "-0", "+1", "1.", ".5", "-.5e1", "1e5", "1E+5", "1e-5", "007", "3.52505684", "0.1",
                           "0.000000000000000000000000000000000000001", "123456789012345678901234567890"}) {
    CAPTURE(text);
    CHECK(as_strtod(text));
  }
  CHECK(std::isnan(read_number("NaN").value));
  CHECK(read_number("NaN").valid);
  CHECK(read_number("-Infinity").value == -std::numeric_limits<double>::infinity());
  CHECK(read_number("inf").value == std::numeric_limits<double>::infinity());
}

TEST_CASE("what is not a number") {
  for (const char* text :
       {"",      "+",  "-",    ".",  "e5",  "1e", "1e+", "1 2",   "1,5", "0x10", "--1",  "+-1", "1.2.3",
        "1e5.0", "1f", "nano", "in", "abc", " 1", "1 ",  "1e5e5", ".e1", "1-",   "infx", "-"}) {
    CAPTURE(text);
    CHECK_FALSE(read_number(text).valid);
  }
}

TEST_CASE("integers are told from other numbers") {
  CHECK(read_number("12").integer);
  CHECK(read_number("-12").integer);
  CHECK_FALSE(read_number("12.").integer);
  CHECK_FALSE(read_number("12e0").integer);
  CHECK_FALSE(read_number("nan").integer);
}

TEST_CASE("the edges of the format") {
  for (const char* text : {"1.7976931348623157e308",
                           "1.7976931348623158e308",
                           "1.7976931348623159e308",
                           "1e309",
                           "1e400",
                           "4.9e-324",
                           "2.4703282292062327e-324",
                           "2.4703282292062328e-324",
                           "2.5e-324",
                           "1e-400",
                           "2.2250738585072011e-308",
                           "2.2250738585072014e-308",
                           "2.2250738585072012e-308",
                           "9007199254740993",
                           "9007199254740992.9999999999999999",
                           "9007199254740993.0000000000000000000000000000001",
                           "8.5e-250",
                           "7e250",
                           "1e23",
                           "8.41e21",
                           "9.5e-310",
                           "6929495644600919.5",
                           "3.7455744005952583e15",
                           "1e-22",
                           "1e22",
                           "99999999999999999999e-343"}) {
    CAPTURE(text);
    CHECK(as_strtod(text));
    CHECK(as_strtod(std::string("-") + text));
  }
  CHECK(same(read_number("9007199254740993").value, 9007199254740992.0));
  CHECK(same(read_number("9007199254740993.0000000000000000000000000001").value, 9007199254740994.0));
}

TEST_CASE("long texts and exponents beyond any integer") {
  CHECK(as_strtod("0." + std::string(5000, '0') + "1e5001"));
  CHECK(as_strtod(std::string(5000, '9') + "e-5000"));
  CHECK(as_strtod("1" + std::string(5000, '0') + "e-5000"));
  CHECK(as_strtod("1." + std::string(790, '0') + std::string(100, '1')));
  // Half way between two doubles, then a digit far beyond the 800th.
  CHECK(same(read_number("9007199254740993." + std::string(2000, '0') + "1").value, 9007199254740994.0));
  CHECK(same(read_number("9007199254740993." + std::string(2000, '0')).value, 9007199254740992.0));
  CHECK(same(read_number("1e" + std::string(1000, '9')).value, std::numeric_limits<double>::infinity()));
  CHECK(same(read_number("1e-" + std::string(1000, '9')).value, 0.0));
  CHECK(same(read_number("-0e" + std::string(1000, '9')).value, -0.0));
}

TEST_CASE("every double comes back from its shortest and from its longer texts") {
  kvant::random::Philox random(1);
  for (int i = 0; i < 200000; ++i) {
    const std::uint64_t bits = (std::uint64_t{random.next()} << 32) | random.next();
    const auto value = std::bit_cast<double>(bits);
    if (!std::isfinite(value)) continue;
    REQUIRE(same(read_number(fmt::format("{}", value)).value, value));
    REQUIRE(same(read_number(fmt::format("{:.17g}", value)).value, value));
    REQUIRE(same(read_number(fmt::format("{:.25e}", value)).value, value));
    const double small = random.uniform_double() * 100.0;
    REQUIRE(same(read_number(fmt::format("{}", small)).value, small));
    REQUIRE(as_strtod(fmt::format("{:.{}f}", small, random.bounded(20))));
    const auto digits = (std::uint64_t{random.next()} << 32) | random.next();
    REQUIRE(as_strtod(fmt::format("{}e{}", digits, static_cast<int>(random.bounded(700)) - 360)));
  }
}

TEST_CASE("texts half way between two doubles go to the even one") {
  kvant::random::Philox random(2);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t odd = (std::uint64_t{1} << 53) + 2 * random.bounded(std::uint64_t{1} << 52) + 1;
    const std::uint64_t even = odd & 2 ? odd + 1 : odd - 1;
    REQUIRE(same(read_number(fmt::format("{}", odd)).value, static_cast<double>(even)));
    REQUIRE(same(read_number(fmt::format("{}0e-1", odd)).value, static_cast<double>(even)));
    REQUIRE(same(read_number(fmt::format("{}.0", odd)).value, static_cast<double>(even)));
    REQUIRE(same(read_number(fmt::format("{}.00000000000000000001", odd)).value, static_cast<double>(odd + 1)));
    REQUIRE(same(read_number(fmt::format("{}.99999999999999999999", odd - 1)).value, static_cast<double>(odd - 1)));
  }
}
