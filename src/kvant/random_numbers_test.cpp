// SPDX-License-Identifier: Apache-2.0
// The data that the lesson makes are the notebook's.
#include <kvant/data.h>
#include <kvant/random.h>

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>

TEST_CASE("the lesson's data: every x of the notebook's, every y within a unit in the last place") {
  const std::string path = std::string(KVANT_SOURCE_DIR) + "/../shared/lesson/sine.csv";
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  kvant::random::NumpyLegacy random(1);
  kvant::Array x = random.uniform(0, 2 * std::numbers::pi, 1000).astype(kvant::float32);
  random.shuffle(x);
  const kvant::Array y = kvant::add_noise(kvant::sin(x), 0.1, random);

  const kvant::Array wanted = kvant::load_csv(path).values;
  REQUIRE(wanted.shape() == kvant::Shape{1000, 2});
  for (std::size_t i = 0; i < 1000; ++i) {
    CHECK(x.values<float>()[i] == wanted.values<float>()[2 * i]);
    const float made = y.values<float>()[i], noted = wanted.values<float>()[2 * i + 1];
    CHECK(made >= std::nextafter(noted, -INFINITY));
    CHECK(made <= std::nextafter(noted, INFINITY));
  }
}
