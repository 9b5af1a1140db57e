// SPDX-License-Identifier: Apache-2.0
// NumPy's legacy numbers: recorded ones, and the whole of the lesson's data.
#include "random/numpy_legacy.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <string>

#include "random/numpy_sine.h"
#include "random/portable_math.h"

using kvant::random::LegacyGenerator;

namespace {

constexpr double two_pi = 6.283185307179586;

std::vector<int> shuffled(std::uint32_t seed, int n) {
  std::vector<int> values(static_cast<std::size_t>(n));
  std::iota(values.begin(), values.end(), 0);
  LegacyGenerator(seed).shuffle(std::span<int>(values));
  return values;
}

}  // namespace

TEST_CASE("uniform gives NumPy's doubles") {
  CHECK(LegacyGenerator(1).uniform(0.0, two_pi, 4) ==
        std::vector<double>{0x1.4f63954111335p+1, 0x1.21a8dfd6c0bcdp+2, 0x1.78c5fb90ed1bdp-11, 0x1.e64cf1c3a7325p+0});
  CHECK(LegacyGenerator(4294967295U).uniform(-1.0, 1.0, 3) ==
        std::vector<double>{-0x1.9c065971b6df8p-1, 0x1.a647b04806562p-1, 0x1.27f8dec35e7f2p-1});
  const std::vector<double> thousand = LegacyGenerator(1).uniform(0.0, 1.0, 1000);
  CHECK(thousand[623] == 0x1.49acb09cb5fc4p-1);
  CHECK(thousand[999] == 0x1.8c8848c20f7e2p-1);
}

TEST_CASE("shuffle gives NumPy's order") {
  CHECK(shuffled(7, 12) == std::vector<int>{7, 10, 2, 5, 0, 1, 11, 8, 3, 6, 9, 4});
  const std::vector<int> thousand = shuffled(42, 1000);
  CHECK(thousand[0] == 521);
  CHECK(thousand[999] == 102);
  long long sum = 0;
  for (int i = 0; i < 1000; ++i) sum += static_cast<long long>(i) * thousand[static_cast<std::size_t>(i)];
  CHECK(sum == 251374799);
  CHECK(shuffled(1, 1) == std::vector<int>{0});
  CHECK(shuffled(1, 0).empty());
}

TEST_CASE("randn gives NumPy's normal numbers, the kept one too") {
  const std::vector<double> numpy = {-0x1.a33dc4f5d203dp-3, 0x1.ea701f566080fp-2, -0x1.09f3df0ae3d0ep-1,
                                     -0x1.1c88aeb5231f1p-1, 0x1.f73d654602e58p+0, 0x1.64b63ea2acb4bp+0,
                                     0x1.7c8cf8427b26ep-4};
  LegacyGenerator random(12345);
  std::vector<double> values = random.randn(3);
  for (const double value : random.randn(4)) values.push_back(value);
  for (std::size_t i = 0; i < numpy.size(); ++i)
    CHECK(std::fabs(values[i] - numpy[i]) <= 0x1p-51 * std::fabs(numpy[i]));
}

TEST_CASE("numpy_sine is a float32 sine") {
  using kvant::random::numpy_sine;
  for (int i = -200000; i < 200000; ++i) {
    const float x = static_cast<float>(i) * 0.00123f;
    REQUIRE(std::fabs(numpy_sine(x) - kvant::random::portable_sin(x)) < 1.2e-7);
  }
  CHECK(std::isnan(numpy_sine(std::nanf(""))));
  CHECK(numpy_sine(200000.0f) == static_cast<float>(kvant::random::portable_sin(200000.0)));
  CHECK(numpy_sine(0.5f) == 0x1.eaee88p-2f);
  CHECK(numpy_sine(2.75f) == 0x1.86d224p-2f);
  CHECK(numpy_sine(-100.25f) == 0x1.1bf00ap-2f);
  CHECK(numpy_sine(70000.5f) == -0x1.cd7a74p-2f);
}

TEST_CASE("the lesson's thousand points, bit for bit") {
  std::ifstream file(std::string(KVANT_SOURCE_DIR) + "/../shared/lesson/sine.csv");
  if (!file) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  LegacyGenerator random(1);
  std::vector<float> x;
  for (const double value : random.uniform(0.0, two_pi, 1000)) x.push_back(static_cast<float>(value));
  random.shuffle(std::span<float>(x));
  const std::vector<double> noise = random.randn(1000);

  std::string line;
  std::getline(file, line);
  for (std::size_t i = 0; i < 1000; ++i) {
    REQUIRE(std::getline(file, line));
    char* rest = nullptr;
    const float wanted_x = std::strtof(line.c_str(), &rest);
    const float wanted_y = std::strtof(rest + 1, nullptr);
    CHECK(x[i] == wanted_x);
    const auto y = static_cast<float>(kvant::random::numpy_sine(x[i]) + 0.1 * noise[i]);
    CHECK(y == wanted_y);
    // The correctly rounded sine is another float for one point in eight, by one unit of the sine's last place.
    const auto plain = static_cast<float>(static_cast<float>(kvant::random::portable_sin(x[i])) + 0.1 * noise[i]);
    CHECK(std::fabs(plain - wanted_y) <= 1.2e-7f);
  }
}
