// SPDX-License-Identifier: Apache-2.0
// Optimizers against numbers recorded from Keras.
#include "train/optimizer.h"

#include "train/keras_training_golden.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <array>
#include <cmath>
#include <span>

using namespace kvant;
using namespace kvant::train;

namespace {

/// The steps of record_keras_numbers.py.
void check_steps(const OptimizerSettings& settings, std::span<const double> wanted) {
  Optimizer optimizer(settings);
  std::array<float, 3> values = {1.0f, -2.0f, 0.5f};
  std::array<float, 3> gradient{};
  // Two variables, so that their memories do not mix.
  const std::array<execute::TrainableVariable, 2> variables = {
      execute::TrainableVariable{0, values.data(), gradient.data(), 2},
      execute::TrainableVariable{1, values.data() + 2, gradient.data() + 2, 1}};
  REQUIRE(wanted.size() == 15);
  for (int step = 0; step < 5; ++step) {
    gradient = {0.1f * static_cast<float>(step + 1), -3.0f / static_cast<float>(step + 1), step % 2 ? -0.5f : 0.5f};
    optimizer.step(variables);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(static_cast<double>(values[i]) ==
            doctest::Approx(wanted[static_cast<std::size_t>(step) * 3 + i]).epsilon(1e-6));
    }
  }
  CHECK(optimizer.steps_done() == 5);
}

}  // namespace

TEST_CASE("Adam's rate is Keras' float32, to the bit") {
  Optimizer optimizer{AdamSettings{}};
  float weight = 0.0f, gradient = 1.0f;
  const execute::TrainableVariable variable{0, &weight, &gradient, 1};
  optimizer.step({&variable, 1});
  const float rate = 0.001f * std::sqrt(1.0f - 0.999f) / (1.0f - 0.9f);
  const float first_mean = static_cast<float>(1.0 - 0.9), second_mean = static_cast<float>(1.0 - 0.999);
  CHECK(weight == -(first_mean * rate) / (std::sqrt(second_mean) + 1e-7f));
}

TEST_CASE("adam") {
  check_steps(AdamSettings{}, golden::adam);
  check_steps(AdamSettings{0.1, 0.8, 0.95, 1e-3}, golden::adam_fast);
}

TEST_CASE("sgd") {
  check_steps(SgdSettings{}, golden::sgd);
  check_steps(SgdSettings{0.1, 0.9, false}, golden::sgd_momentum);
  check_steps(SgdSettings{0.1, 0.9, true}, golden::sgd_nesterov);
}

TEST_CASE("rmsprop") {
  check_steps(RmspropSettings{}, golden::rmsprop);
  check_steps(RmspropSettings{0.01, 0.8, 0.5, 1e-7, true}, golden::rmsprop_centered);
}

TEST_CASE("weight decay, clipping and schedules come before the step") {
  check_steps(AdamSettings{.learning_rate = 0.05, .before = {.weight_decay = 0.1}}, golden::adamw);
  check_steps(SgdSettings{.learning_rate = 0.1, .before = {.clipping = {.clipvalue = 0.25}}}, golden::sgd_clipvalue);
  check_steps(SgdSettings{.learning_rate = ExponentialDecay{0.1, 2, 0.5}}, golden::sgd_decay);
  check_steps(AdamSettings{.learning_rate = 0.1, .before = {.clipping = {.global_clipnorm = 0.5}}},
              golden::adam_global_clipnorm);
  // Keras' numbers are of one variable of three.
  Optimizer optimizer{SgdSettings{.learning_rate = 0.1, .before = {.clipping = {.clipnorm = 0.6}}}};
  std::array<float, 3> values = {1.0f, -2.0f, 0.5f}, gradient{};
  const execute::TrainableVariable variable{0, values.data(), gradient.data(), 3};
  for (int step = 0; step < 5; ++step) {
    gradient = {0.1f * static_cast<float>(step + 1), -3.0f / static_cast<float>(step + 1), step % 2 ? -0.5f : 0.5f};
    optimizer.step({&variable, 1});
    for (std::size_t i = 0; i < 3; ++i) {
      const double wanted = golden::sgd_clipnorm[static_cast<std::size_t>(step) * 3 + i];
      CHECK(static_cast<double>(values[i]) == doctest::Approx(wanted).epsilon(1e-6));
    }
  }
}

TEST_CASE("the learning rate can be set, not that of a schedule") {
  Optimizer fixed{SgdSettings{}}, scheduled{SgdSettings{.learning_rate = ExponentialDecay{0.1, 2, 0.5}}};
  fixed.set_learning_rate(0.3);
  CHECK(fixed.learning_rate() == static_cast<double>(0.3f));
  CHECK_THROWS_AS(fixed.set_learning_rate(-1.0), Error);
  CHECK_THROWS_WITH_AS(scheduled.set_learning_rate(0.3), "learning_rate: follows a schedule and cannot be set", Error);
}

TEST_CASE("an optimizer goes on from the state of another") {
  for (const OptimizerSettings& settings :
       {OptimizerSettings(AdamSettings{}), OptimizerSettings(SgdSettings{.momentum = 0.9}),
        OptimizerSettings(RmspropSettings{.centered = true})}) {
    Optimizer first(settings), second(settings);
    float value = 1.0f, other = 0.0f, gradient = 0.25f;
    const execute::TrainableVariable variable{0, &value, &gradient, 1}, copy{0, &other, &gradient, 1};
    for (int step = 0; step < 3; ++step) first.step({&variable, 1});
    second.set_state(first.state());
    other = value;
    for (int step = 0; step < 3; ++step) {
      first.step({&variable, 1});
      second.step({&copy, 1});
    }
    CHECK(value == other);
  }
  Optimizer adam{AdamSettings{}}, sgd{SgdSettings{}};
  float value = 1.0f, gradient = 1.0f;
  const execute::TrainableVariable variable{0, &value, &gradient, 1};
  adam.step({&variable, 1});
  CHECK_THROWS_AS(sgd.set_state(adam.state()), Error);
}

TEST_CASE("names and limits") {
  CHECK(std::get<AdamSettings>(find_optimizer("adam")).beta_2 == 0.999);
  CHECK(std::get<double>(std::get<SgdSettings>(find_optimizer("SGD")).learning_rate) == 0.01);
  CHECK(std::get<AdamSettings>(find_optimizer("adamw")).before.weight_decay == 0.004);
  CHECK(std::get<RmspropSettings>(find_optimizer("rmsprop")).rho == 0.9);
  CHECK_THROWS_WITH_AS(find_optimizer("adan"), "compile: unknown optimizer \"adan\"; did you mean \"adam\"?", Error);
  CHECK_THROWS_AS(Optimizer(AdamSettings{.learning_rate = 0.0}), Error);
  CHECK_THROWS_AS(Optimizer(AdamSettings{.learning_rate = std::nan("")}), Error);
  CHECK_THROWS_AS(Optimizer(SgdSettings{.momentum = 1.0}), Error);
  CHECK_THROWS_AS(Optimizer(SgdSettings{.before = {.weight_decay = -1.0}}), Error);
  CHECK_THROWS_AS(Optimizer(SgdSettings{.before = {.clipping = {.clipnorm = 1, .clipvalue = 1}}}), Error);
}

// g++ 12 once left this rounding out (cmake/rooms.cmake): training then differed from other compilers' in the last bit.
TEST_CASE("adam's powers are those of betas rounded to float32, with every compiler") {
  Optimizer optimizer(find_optimizer("adam"));
  float value = 0.0f, gradient = 0.25f;
  const std::array<execute::TrainableVariable, 1> variables = {execute::TrainableVariable{0, &value, &gradient, 1}};
  volatile float beta_1 = 0.9f, beta_2 = 0.999f;
  volatile double power_1 = 1, power_2 = 1;
  float m = 0, v = 0, wanted = 0;
  for (int step = 0; step < 50; ++step) {
    optimizer.step(variables);
    power_1 = power_1 * static_cast<double>(beta_1);
    power_2 = power_2 * static_cast<double>(beta_2);
    const float rate = 0.001f * std::sqrt(1.0f - static_cast<float>(power_2)) / (1.0f - static_cast<float>(power_1));
    m = m + (gradient - m) * static_cast<float>(1.0 - 0.9);
    v = v + (gradient * gradient - v) * static_cast<float>(1.0 - 0.999);
    wanted = wanted - (m * rate) / (std::sqrt(v) + 1e-7f);
    CHECK(value == wanted);
  }
}
