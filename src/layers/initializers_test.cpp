// SPDX-License-Identifier: Apache-2.0
// Initialisers: formulas, spread and repeatability.
#include "layers/initializers.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

using namespace kvant;
using namespace kvant::layers;

namespace {

struct Moments {
  double mean, deviation, highest;
};

Moments moments_of(const std::string& name, const Shape& shape) {
  SeedSource seeds{.seed = 7};
  const Array array = make_initializer(name, "test").draw(shape, seeds);
  double sum = 0, squares = 0, highest = 0;
  for (float v : array.values<float>()) {
    const auto value = static_cast<double>(v);
    sum += value;
    squares += value * value;
    highest = std::max(highest, std::fabs(value));
  }
  const auto n = static_cast<double>(array.size());
  return {sum / n, std::sqrt(squares / n), highest};
}

}  // namespace

TEST_CASE("variance scaling has Keras' limits and variance") {
  const Shape shape = {300, 100};
  const double fan_avg = 200, fan_in = 300;
  const auto check_uniform = [&](const char* name, double scale, double fan) {
    const Moments m = moments_of(name, shape);
    const double limit = std::sqrt(3 * scale / fan);
    CHECK(m.highest <= limit);
    CHECK(m.highest > 0.999 * limit);
    CHECK(m.deviation == doctest::Approx(std::sqrt(scale / fan)).epsilon(0.02));
  };
  const auto check_normal = [&](const char* name, double scale, double fan) {
    const Moments m = moments_of(name, shape);
    CHECK(m.highest <= 2 * std::sqrt(scale / fan) / 0.87962566103423978 * 1.000001);
    CHECK(m.deviation == doctest::Approx(std::sqrt(scale / fan)).epsilon(0.02));
    CHECK(std::fabs(m.mean) < 0.02 * m.deviation);
  };
  check_uniform("glorot_uniform", 1, fan_avg);
  check_uniform("he_uniform", 2, fan_in);
  check_uniform("lecun_uniform", 1, fan_in);
  check_normal("glorot_normal", 1, fan_avg);
  check_normal("he_normal", 2, fan_in);
  check_normal("lecun_normal", 1, fan_in);
}

TEST_CASE("a convolution's fans count its field") {
  CHECK(moments_of("glorot_uniform", {3, 3, 8, 16}).highest <= std::sqrt(6.0 / (9 * 8 + 9 * 16)));
}

TEST_CASE("distributions without fans") {
  CHECK(moments_of("random_uniform", {100, 100}).highest <= 0.05);
  CHECK(moments_of("random_normal", {100, 100}).deviation == doctest::Approx(0.05).epsilon(0.02));
  CHECK(moments_of("truncated_normal", {100, 100}).highest <= 0.1000001);
  CHECK(moments_of("zeros", {4}).highest == 0);
  CHECK(moments_of("ones", {4}).mean == 1);
  CHECK(moments_of("constant", {4}).highest == 0);
}

TEST_CASE("orthogonal vectors along the longer axis, and the unit matrix") {
  SeedSource seeds;
  for (const Shape& shape : {Shape{7, 3}, Shape{3, 7}, Shape{4, 4}}) {
    const Array drawn = make_initializer("orthogonal", "test").draw(shape, seeds);
    const auto at = [&](std::int64_t vector, std::int64_t i) {
      const std::int64_t place = shape[0] >= shape[1] ? i * shape[1] + vector : vector * shape[1] + i;
      return static_cast<double>(drawn.values<float>()[static_cast<std::size_t>(place)]);
    };
    for (std::int64_t a = 0; a < std::min(shape[0], shape[1]); ++a) {
      for (std::int64_t b = 0; b <= a; ++b) {
        double product = 0;
        for (std::int64_t i = 0; i < std::max(shape[0], shape[1]); ++i) product += at(a, i) * at(b, i);
        CHECK(product == doctest::Approx(a == b ? 1.0 : 0.0).epsilon(1e-6));
      }
    }
  }
  const Array unit = make_initializer("identity", "test").draw({2, 3}, seeds);
  CHECK(std::ranges::equal(unit.values<float>(), std::vector<float>{1, 0, 0, 0, 1, 0}));
  CHECK_THROWS_AS(make_initializer("orthogonal", "test").draw({3}, seeds), Error);
}

TEST_CASE("variance scaling is the family of the fans") {
  const ConfigValue he = Config("keras.initializers", "VarianceScaling",
                                {{"scale", 2.0}, {"mode", std::string("fan_in")}, {"seed", std::int64_t{4}}});
  const ConfigValue own = Config("keras.initializers", "HeNormal", {{"seed", std::int64_t{4}}});
  SeedSource seeds;
  CHECK(std::ranges::equal(make_initializer(&he, "zeros", "test").draw({5, 6}, seeds).values<float>(),
                           make_initializer(&own, "zeros", "test").draw({5, 6}, seeds).values<float>()));
  CHECK(std::get<std::string>(*find(make_initializer(&he, "zeros", "test").config(), "mode")) == "fan_in");
  const ConfigValue wrong = Config("keras.initializers", "VarianceScaling", {{"mode", std::string("fan")}});
  CHECK_THROWS_AS(make_initializer(&wrong, "zeros", "test"), Error);
}

TEST_CASE("the seed and the order of draws decide the numbers; a seed of its own stands alone") {
  SeedSource first{.seed = 1}, second{.seed = 1};
  const Initializer glorot = make_initializer("glorot_uniform", "test");
  const Array a = glorot.draw({3, 4}, first);
  const Array b = glorot.draw({3, 4}, first);
  const Array c = glorot.draw({3, 4}, second);
  CHECK(std::ranges::equal(a.values<float>(), c.values<float>()));
  CHECK_FALSE(std::ranges::equal(a.values<float>(), b.values<float>()));

  const ConfigValue own = Config("keras.initializers", "RandomNormal", {{"seed", std::int64_t{5}}, {"stddev", 1.0}});
  const Initializer seeded = make_initializer(&own, "zeros", "test");
  CHECK(std::ranges::equal(std::as_const(seeded).draw({9}, first).values<float>(),
                           seeded.draw({9}, second).values<float>()));
  CHECK(seeded.b == 1.0);
}

TEST_CASE("configs are Keras' and come back") {
  const Initializer constant = [] {
    const ConfigValue value = Config("keras.initializers", "Constant", {{"value", 0.25}});
    return make_initializer(&value, "zeros", "test");
  }();
  SeedSource seeds;
  CHECK(constant.draw({2}, seeds).values<float>()[1] == 0.25f);
  CHECK(std::get<double>(*find(constant.config(), "value")) == 0.25);
  const Config glorot = make_initializer("glorot_uniform", "test").config();
  CHECK(glorot.class_name == "GlorotUniform");
  CHECK(find(glorot, "seed") != nullptr);
  CHECK_FALSE(is_given(glorot, "seed"));
  CHECK_THROWS_WITH_AS(make_initializer("he_norma", "dense"),
                       "dense: unknown initializer \"he_norma\"; did you mean \"he_normal\"?", Error);
}
