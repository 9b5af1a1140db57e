// SPDX-License-Identifier: Apache-2.0
// Philox against the published vectors, and its distributions against their moments and recorded bits.
#include "random/philox.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <set>

using namespace kvant::random;

TEST_CASE("philox_block gives the published vectors") {
  using Block = std::array<std::uint32_t, 4>;
  CHECK(philox_block({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox_block({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}) == Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox_block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("the words of a sequence follow the counter") {
  Philox random(0);
  for (const std::uint32_t word : {0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U}) CHECK(random.next() == word);
  CHECK(random.next() == philox_block({1, 0, 0, 0}, {0, 0})[0]);
}

TEST_CASE("seeds and streams differ, equal ones agree") {
  std::set<std::uint32_t> first_words;
  for (std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40}) {
    for (std::uint64_t stream : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40}) {
      first_words.insert(Philox(seed, stream).next());
      CHECK(Philox(seed, stream).next() == Philox(seed, stream).next());
    }
  }
  CHECK(first_words.size() == 9);
}

TEST_CASE("uniform floats keep their range, mean and variance") {
  Philox random(3);
  double sum = 0.0, squares = 0.0;
  constexpr int n = 200000;
  for (int i = 0; i < n; ++i) {
    const float value = random.uniform();
    REQUIRE((value >= 0.0f && value < 1.0f));
    sum += value;
    squares += static_cast<double>(value) * value;
  }
  CHECK(sum / n == doctest::Approx(0.5).epsilon(0.01));
  CHECK(squares / n - (sum / n) * (sum / n) == doctest::Approx(1.0 / 12).epsilon(0.02));
}

TEST_CASE("a range of two neighbouring floats gives only the lower one") {
  Philox random(4);
  const float high = std::nextafter(1.0f, 2.0f);
  for (int i = 0; i < 1000; ++i) REQUIRE(random.uniform(1.0f, high) == 1.0f);
  for (int i = 0; i < 1000; ++i) REQUIRE(std::fabs(random.uniform(-3e38f, 3e38f)) <= 3e38f);
}

TEST_CASE("bounded numbers cover their range evenly") {
  Philox random(5);
  std::array<int, 5> seen{};
  for (int i = 0; i < 50000; ++i) ++seen[random.bounded(5)];
  for (const int count : seen) CHECK(count == doctest::Approx(10000).epsilon(0.05));
  CHECK(random.bounded(1) == 0);
  bool wide = false;
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t value = random.bounded(std::uint64_t{5} << 40);
    REQUIRE(value < std::uint64_t{5} << 40);
    wide = wide || value > 0xffffffffU;
  }
  CHECK(wide);
  CHECK_THROWS_AS(random.bounded(0), kvant::Error);
}

TEST_CASE("normal values have the normal distribution's moments") {
  Philox random(6);
  constexpr int n = 200000;
  double sum = 0.0, squares = 0.0, fourths = 0.0;
  for (int i = 0; i < n; ++i) {
    const double value = random.normal();
    sum += value;
    squares += value * value;
    fourths += value * value * value * value;
  }
  CHECK(std::fabs(sum / n) < 0.01);
  CHECK(squares / n == doctest::Approx(1.0).epsilon(0.02));
  CHECK(fourths / n == doctest::Approx(3.0).epsilon(0.04));
}

TEST_CASE("truncated normal values stay within two deviations") {
  Philox random(7);
  constexpr int n = 100000;
  double squares = 0.0;
  for (int i = 0; i < n; ++i) {
    const double value = random.truncated_normal();
    REQUIRE(std::fabs(value) <= 2.0);
    squares += value * value;
  }
  CHECK(std::sqrt(squares / n) == doctest::Approx(0.87962566103423978).epsilon(0.01));
}

TEST_CASE("recorded bits: the same on every machine") {
  Philox random(1, 2);
  CHECK(random.normal() == 0x1.a66006dac6478p-5);
  CHECK(random.normal() == 0x1.147ff0b979101p+1);
  CHECK(random.uniform(-1.0f, 1.0f) == 0x1.bda608p-2f);
  CHECK(random.permutation(8) == std::vector<std::int64_t>{0, 6, 4, 7, 5, 3, 1, 2});
}

TEST_CASE("a permutation holds every number once") {
  std::vector<std::int64_t> order = Philox(8).permutation(1000);
  CHECK_FALSE(std::is_sorted(order.begin(), order.end()));
  std::sort(order.begin(), order.end());
  for (std::size_t i = 0; i < order.size(); ++i) REQUIRE(order[i] == static_cast<std::int64_t>(i));
  CHECK(Philox(8).permutation(0).empty());
}
