// SPDX-License-Identifier: Apache-2.0
// Cross entropies against numbers recorded from Keras, and their gradients against finite differences.
#include "train/loss.h"

#include "train/keras_training_golden.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string>
#include <vector>

using namespace kvant;
using namespace kvant::train;

namespace {

using Numbers = std::array<float, 12>;

float wave(int i, double phase) { return static_cast<float>(0.5 * std::sin((i + 1) * 1.7 + phase)); }

/// The rows of record_keras_numbers.py.
Numbers probabilities() {
  Numbers numbers{};
  for (int i = 0; i < 12; ++i) numbers[static_cast<std::size_t>(i)] = std::fabs(wave(i, 1)) * 1.9f + 0.02f;
  numbers[4] = 0.0f;
  numbers[9] = 1.0f;
  return numbers;
}
Numbers logits() {
  Numbers numbers{};
  for (int i = 0; i < 12; ++i) numbers[static_cast<std::size_t>(i)] = wave(i, 1) * 30.0f;
  return numbers;
}
constexpr std::array<float, 4> labels = {2, 0, 1, 1};
constexpr std::array<float, 12> one_hot = {0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0};
constexpr std::array<float, 12> yes = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
constexpr std::array<float, 4> weights = {1.0f, 0.25f, 2.0f, 0.5f};

OutputBatch batch_of(const Numbers& predicted, std::span<const float> target) {
  return {.predicted = predicted.data(),
          .target = target.data(),
          .rows = 4,
          .row_size = 3,
          .classes = 3,
          .target_size = static_cast<std::int64_t>(target.size()) / 4,
          .weights = weights.data()};
}

void check(const LossSettings& settings, const Numbers& predicted, std::span<const float> target,
           std::span<const double> wanted) {
  CAPTURE(settings.name);
  Numbers gradient{};
  const double value = make_loss(settings)->mean(batch_of(predicted, target), gradient.data());
  CHECK(value == doctest::Approx(wanted[0]).epsilon(1e-6));
  for (std::size_t i = 0; i < 12; ++i) {
    CAPTURE(i);
    CHECK(std::fabs(static_cast<double>(gradient[i]) - wanted[i + 1]) <=
          1e-6 * std::max(1.0, std::fabs(wanted[i + 1])));
  }
}

const LossSettings binary = {.name = "binary_crossentropy"}, categorical = {.name = "categorical_crossentropy"},
                   sparse = {.name = "sparse_categorical_crossentropy"};

LossSettings of_logits(LossSettings settings, double smoothing = 0.0) {
  settings.from_logits = true;
  settings.label_smoothing = smoothing;
  return settings;
}
LossSettings smooth(LossSettings settings, double smoothing) {
  settings.label_smoothing = smoothing;
  return settings;
}

}  // namespace

TEST_CASE("binary cross entropy is Keras'") {
  check(binary, probabilities(), yes, golden::loss_binary);
  check(smooth(binary, 0.2), probabilities(), yes, golden::loss_binary_smooth);
  check(of_logits(binary), logits(), yes, golden::loss_binary_logits);
}

TEST_CASE("categorical cross entropy is Keras'") {
  check(categorical, probabilities(), one_hot, golden::loss_categorical);
  check(smooth(categorical, 0.1), probabilities(), one_hot, golden::loss_categorical_smooth);
  check(of_logits(categorical, 0.1), logits(), one_hot, golden::loss_categorical_logits);
}

TEST_CASE("sparse categorical cross entropy is Keras'") {
  check(sparse, probabilities(), labels, golden::loss_sparse);
  check(of_logits(sparse), logits(), labels, golden::loss_sparse_logits);
}

TEST_CASE("gradients are the slopes of the loss") {
  Numbers inside{};
  for (int i = 0; i < 12; ++i) inside[static_cast<std::size_t>(i)] = std::fabs(wave(i, 1)) + 0.1f;
  const auto check_slopes = [&](const LossSettings& settings, std::span<const float> target) {
    CAPTURE(settings.name);
    const LossPointer loss = make_loss(settings);
    Numbers gradient{}, moved = inside;
    loss->mean(batch_of(inside, target), gradient.data());
    for (std::size_t i = 0; i < 12; ++i) {
      constexpr float step = 1.0f / 1024;
      moved[i] = inside[i] + step;
      const double above = loss->mean(batch_of(moved, target), nullptr);
      moved[i] = inside[i] - step;
      const double below = loss->mean(batch_of(moved, target), nullptr);
      moved[i] = inside[i];
      CHECK(static_cast<double>(gradient[i]) == doctest::Approx((above - below) * 512).epsilon(2e-3));
    }
  };
  for (const bool from_logits : {false, true}) {
    check_slopes({"binary_crossentropy", from_logits, 0.1}, yes);
    check_slopes({"categorical_crossentropy", from_logits, 0.1}, one_hot);
    check_slopes({"sparse_categorical_crossentropy", from_logits, 0.0}, labels);
  }
}

TEST_CASE("logits that a batch brings along are taken in place of probabilities") {
  const Numbers known = logits(), wrong = probabilities();
  OutputBatch batch = batch_of(wrong, labels);
  batch.logits = known.data();
  CHECK(make_loss(sparse)->mean(batch, nullptr) ==
        make_loss(of_logits(sparse))->mean(batch_of(known, labels), nullptr));
}

TEST_CASE("what a loss takes") {
  const LossPointer loss = make_loss(sparse);
  CHECK(loss->target_shape({-1, 10}) == Shape{-1, 1});
  CHECK(loss->target_shape({-1, 7, 7, 10}) == Shape{-1, 7, 7, 1});
  CHECK(loss->accepts(9.0f, 10));
  for (const float wrong : {-1.0f, 10.0f, 2.5f}) CHECK_FALSE(loss->accepts(wrong, 10));
  CHECK_FALSE(make_loss(binary)->accepts(1.5f, 1));
  CHECK_THROWS_WITH_AS(make_loss({.name = "mse", .from_logits = true}), "mse: has no from_logits", Error);
  CHECK_THROWS_WITH_AS(make_loss(smooth(sparse, 0.1)), "sparse_categorical_crossentropy: has no label_smoothing",
                       Error);
  CHECK_THROWS_AS(make_loss(smooth(binary, 1.5)), Error);
}
