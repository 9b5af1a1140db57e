// SPDX-License-Identifier: Apache-2.0
// Every operator's gradient against central finite differences, for random shapes and numbers: an operator without a
// case here fails.
#include "ops/gradient_cases.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <string>

using namespace kvant;
using ops::GradientTrial;
using ops::TrialNode;

namespace {

constexpr int trials_each = 12;
/// Of a number. Truncation is of the order step^2 / 6, float32 rounding of the results 1e-7 / step.
constexpr float step = 1.0f / 128;
/// Of the largest finite difference of an operand, or of 1. The worst seen is 4e-5.
constexpr double tolerance = 2e-4;

double largest_size(const std::vector<double>& numbers) {
  double largest = 1.0;
  for (const double number : numbers) largest = std::max(largest, std::abs(number));
  return largest;
}

void check_by_differences(TrialNode& node, std::size_t operand, const std::vector<float>& gradient) {
  std::vector<double> expected;
  for (std::size_t i = 0; i < gradient.size(); ++i) expected.push_back(node.finite_difference(operand, i, step));
  const double bound = tolerance * largest_size(expected);
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double difference = std::abs(static_cast<double>(gradient[i]) - expected[i]);
    if (!(difference <= bound)) FAIL_CHECK("number ", i, ": ", gradient[i], ", by differences ", expected[i]);
  }
}

/// Adding to 1 gives what writing gives, and 1: but for the rounding of sums of many.
void check_added(const std::vector<float>& added, const std::vector<float>& written) {
  for (std::size_t i = 0; i < added.size(); ++i)
    if (!(std::abs(added[i] - (written[i] + 1.0f)) <= 1e-5f * std::max(1.0f, std::abs(written[i]))))
      FAIL_CHECK("number ", i, ": ", added[i], " instead of 1 more than ", written[i]);
}

void check_trial(const ops::Record& record, const GradientTrial& trial, ops::Random& random) {
  TrialNode node(record, trial);
  for (float& slope : node.slopes()) slope = random.between(-1.0f, 1.0f);
  node.forward();
  const std::size_t count = trial.operands.size();
  std::vector<bool> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = node.asks_gradient(i);
  const std::vector<std::vector<float>> written = node.backward(all, false, 17.0f);
  const std::vector<std::vector<float>> added = node.backward(all, true, 1.0f);
  for (std::size_t i = 0; i < count; ++i) {
    if (!all[i]) continue;
    CAPTURE(i);
    check_added(added[i], written[i]);
    std::vector<bool> alone(count);
    alone[i] = true;
    CHECK(node.backward(alone, false, 17.0f)[i] == written[i]);
  }
  CHECK_NOTHROW(node.backward(std::vector<bool>(count), false, 0.0f));
  for (std::size_t i = 0; i < count; ++i) {
    CAPTURE(i);
    if (all[i]) check_by_differences(node, i, written[i]);
  }
}

std::vector<const ops::Record*> trainable_records() {
  std::vector<const ops::Record*> records;
  for (const auto& list : {ops::all_records(), ops::training_records()}) {
    for (const ops::Record* record : list)
      if (record->gradient != nullptr) records.push_back(record);
  }
  return records;
}

}  // namespace

TEST_CASE("gradients are what finite differences are, written or added, all asked for or each alone") {
  for (const ops::Record* record : trainable_records()) {
    CAPTURE(std::string(record->name.value));
    int trials = 0;
    for (const ops::GradientCase& described : ops::gradient_cases()) {
      if (described.code != record->code) continue;
      for (int i = 0; i < trials_each; ++i) {
        CAPTURE(std::string(described.description));
        CAPTURE(i);
        ops::Random random(static_cast<std::uint64_t>(++trials));
        const GradientTrial trial = described.make(random);
        check_trial(*record, trial, random);
      }
    }
    CHECK_MESSAGE(trials > 0, "write a case of it in src/ops/gradient_cases_test.cpp");
  }
}

TEST_CASE("an operator with a fused activation is not trained through") {
  for (const ops::Record* record : trainable_records()) {
    if (record->fuse_activation == nullptr) continue;
    CAPTURE(std::string(record->name.value));
    for (const ops::GradientCase& described : ops::gradient_cases()) {
      if (described.code != record->code) continue;
      ops::Random random(1);
      GradientTrial trial = described.make(random);
      graph::Node plain;
      plain.options = trial.options;
      trial.options = record->fuse_activation(plain, 1);
      TrialNode node(*record, trial);
      node.forward();
      CHECK_THROWS_AS(node.backward(std::vector<bool>(trial.operands.size(), false), false, 0.0f), Error);
    }
  }
}
