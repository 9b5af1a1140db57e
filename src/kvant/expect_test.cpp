// SPDX-License-Identifier: Apache-2.0
// Expectations and suggestions.
#include <kvant/expect.h>
#include <kvant/suggest.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <cmath>

TEST_CASE("expectations are read with and without spaces") {
  const kvant::Expectation plain = kvant::parse_expectation("mae<=0.09");
  CHECK(plain.metric == "mae");
  CHECK(plain.comparison == "<=");
  CHECK(plain.bound == 0.09);
  const kvant::Expectation spaced = kvant::parse_expectation(" test.accuracy >  9e-1 ");
  CHECK(spaced.metric == "test.accuracy");
  CHECK(spaced.comparison == ">");
  CHECK(spaced.bound == 0.9);
  for (const char* wrong :
       {"", "mae", "<=1", "mae<=", "mae<=x", "mae<=1x", "mae<=1 2", "mae=1", "mae==1", "mae<=inf"}) {
    CHECK_THROWS_AS(kvant::parse_expectation(wrong), kvant::Error);
  }
}

TEST_CASE("an expectation holds or is reported") {
  const auto judge = [](const char* text, double value) {
    return kvant::failed_expectations({kvant::parse_expectation(text)}, {{"mae", value}});
  };
  CHECK(judge("mae<=0.5", 0.5).empty());
  CHECK(judge("mae>=0.5", 0.5).empty());
  CHECK(judge("mae<0.5", 0.5) == std::vector<std::string>{"mae is 0.5, expected < 0.5"});
  CHECK(judge("mae>0.5", 0.25).size() == 1);
  CHECK(judge("mae<=0.5", std::nan("")).size() == 1);
  CHECK_THROWS_WITH(judge("mea<=0.5", 0), "expectation mea: no such metric; did you mean \"mae\"?");
}

TEST_CASE("the closest word") {
  const std::vector<std::string> words = {"epochs", "batch_size", "shuffle"};
  CHECK(kvant::closest_word("epoch", words) == "epochs");
  CHECK(kvant::closest_word("bacth_size", words) == "batch_size");
  CHECK(kvant::closest_word("shuffel", words) == "shuffle");
  CHECK(kvant::closest_word("x", words).empty());
  CHECK(kvant::closest_word("loss", words).empty());
  CHECK(kvant::closest_word(std::string(1000, 'x'), words).empty());
}
