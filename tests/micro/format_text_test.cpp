// SPDX-License-Identifier: Apache-2.0
// MicroSnprintf() against the C library's snprintf().
#include <tensorflow/lite/micro/micro_log.h>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <random>
#include <string>

namespace {

template <class... Arguments>
void compare(const char* format, Arguments... arguments) {
  char wanted[200], got[200];
  const int wanted_length = std::snprintf(wanted, sizeof wanted, format, arguments...);
  const int got_length = MicroSnprintf(got, sizeof got, format, arguments...);
  CHECK(std::string(got) == wanted);
  CHECK(got_length == wanted_length);
}

}  // namespace

TEST_CASE("integers, characters and texts are formatted as by snprintf") {
  for (const char* format : {"%d", "%i", "%5d|", "%-5d|", "%05d", "%2d", "%u", "%x", "%8X|", "%o", "%hd", "%.3d"}) {
    for (const int value : {0, 1, -1, 42, 12345, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
      const std::string text = format;
      if (text == "%hd" && (value > 32767 || value < -32768)) continue;
      compare(format, value);
    }
  }
  for (const std::int64_t value : {INT64_C(0), INT64_C(-1), INT64_C(1) << 32, INT64_MAX, INT64_MIN}) {
    compare("%lld %llx %llo", static_cast<long long>(value), static_cast<long long>(value),
            static_cast<long long>(value));
    compare("%ld %lu %zu", static_cast<long>(value), static_cast<unsigned long>(value),
            static_cast<std::size_t>(value));
  }
  compare("%c%4c|%-4c|", 'a', 'b', 'c');
  compare("%s|%6s|%-6s|%.2s|%%", "one", "two", "three", "four");
  compare("100%%%c", '!');
}

TEST_CASE("real numbers are formatted as by snprintf, up to nine digits behind the point") {
  for (const char* format : {"%f", "%.0f", "%.1f", "%.2f", "%.9f", "%10.3f|", "%-10.3f|", "%010.2f"}) {
    CAPTURE(format);
    for (const double value : {0.0, -0.0, 0.5, 1.5, 2.5, 0.125, 2.675, 0.999999999, 0.9999999999, 9.5, -1.0 / 3.0, 1e-9,
                               4.9e-324, 1e15 / 7.0, 4503599627370496.0, 9007199254740993.0, 9.2e18}) {
      compare(format, value);
    }
    std::mt19937_64 random(7);
    for (int i = 0; i < 2000; ++i) {
      const int exponent = static_cast<int>(random() % 80) - 20;
      compare(format, std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), exponent - 63));
    }
  }
  compare("%f %f", std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity());
}

TEST_CASE("a buffer that is too small is filled and closed") {
  char buffer[6];
  CHECK(MicroSnprintf(buffer, sizeof buffer, "%d", 1234567) == 7);
  CHECK(std::string(buffer) == "12345");
  CHECK(MicroSnprintf(buffer, 1, "%d", 1234567) == 7);
  CHECK(std::string(buffer).empty());
  CHECK(MicroSnprintf(buffer, 0, "%d", 1234567) == 7);
}

TEST_CASE("what is not known ends the formatting") {
  char buffer[40];
  MicroSnprintf(buffer, sizeof buffer, "%d %n %d", 1, 2, 3);
  CHECK(std::string(buffer) == "1 %n %d");
}
