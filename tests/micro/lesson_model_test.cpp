// SPDX-License-Identifier: Apache-2.0
// The lesson's own model of 2021 on the chip's interpreter gives TFLM's bytes.
#include "model_trial.h"

#include <doctest/doctest.h>

#include <sstream>

using kvant_micro::Status;

TEST_CASE("all 256 inputs of the lesson's model give TFLM's bytes") {
  const std::vector<char> model = read_test_file("../shared/lesson/sin_model.tflite");
  if (model.empty()) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  const std::vector<char> text = read_test_file("tests/golden/lesson_answers.txt");
  std::istringstream numbers(std::string(std::find(text.begin(), text.end(), '\n'), text.end()));
  const std::vector<int> tflm_answers(std::istream_iterator<int>(numbers), {});
  REQUIRE(tflm_answers.size() == 256);
  const Trial trial = try_model(model);
  REQUIRE(trial.status == Status::ok);
  CHECK(std::equal(trial.answers.begin(), trial.answers.end(), tflm_answers.begin(), tflm_answers.end()));
  CHECK(trial.arena == 272);
}
