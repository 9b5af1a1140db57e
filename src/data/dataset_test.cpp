// SPDX-License-Identifier: Apache-2.0
// Choosing columns, dividing rows, and the refusals.
#include "data/dataset.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "data/csv_reader.h"

using namespace kvant::data;
using kvant::Array;

namespace {

Dataset numbered(std::int64_t rows) {
  std::vector<float> values(static_cast<std::size_t>(rows));
  std::iota(values.begin(), values.end(), 0.0f);
  const Array inputs = Array::from<float>(values).reshape({rows, 1});
  return {inputs, inputs, {"x"}, {"y"}};
}

std::vector<float> floats_of(const Array& array) {
  const auto values = array.values<float>();
  return {values.begin(), values.end()};
}

std::string refusal(const char* text) {
  try {
    make_dataset(read_csv(text, "a.csv"), {"x"}, {"y"});
  } catch (const kvant::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("columns become arrays in the order asked for") {
  const Dataset dataset = make_dataset(read_csv("a,b,c\n1,2,3\n4,5,6\n", "a.csv"), {"c", "a"}, {"b"});
  CHECK(dataset.inputs.shape() == kvant::Shape{2, 2});
  CHECK(floats_of(dataset.inputs) == std::vector<float>{3, 1, 6, 4});
  CHECK(dataset.targets.shape() == kvant::Shape{2, 1});
  CHECK(floats_of(dataset.targets) == std::vector<float>{2, 5});
  CHECK(dataset.input_names == std::vector<std::string>{"c", "a"});
  CHECK_THROWS_AS(make_dataset(read_csv("a\n1\n", "a.csv"), {"b"}, {}), kvant::Error);
  CHECK_THROWS_AS(make_dataset(read_csv("a\n1\n", "a.csv"), {}, {"a"}), kvant::Error);
}

TEST_CASE("what cannot be trained on is named by row and column") {
  CHECK(refusal("x,y\n1,2\n,2\n") == "a.csv: row 3 column x: is empty");
  CHECK(refusal("x,y\n1,2\n\n3,nan\n") == "a.csv: row 4 column y: is not a finite number, received nan");
  CHECK(refusal("x,y\n-inf,2\n") == "a.csv: row 2 column x: is not a finite number, received -inf");
  CHECK(refusal("x,y\n1e39,2\n") == "a.csv: row 2 column x: does not fit into float32, received 1e+39");
  CHECK(refusal("x,y,z\n1,2,\n") == "no error");
}

TEST_CASE("a split takes train, test and validate in order") {
  const Split parts = split(numbered(1000), {}, false, 1);
  CHECK(parts.train.rows() == 600);
  CHECK(parts.test.rows() == 200);
  CHECK(parts.validate.rows() == 200);
  CHECK(floats_of(parts.train.inputs).back() == 599.0f);
  CHECK(floats_of(parts.test.targets).front() == 600.0f);
  CHECK(floats_of(parts.validate.inputs).front() == 800.0f);
  CHECK(parts.validate.target_names == std::vector<std::string>{"y"});
}

TEST_CASE("the parts' rows sum to the whole, whatever the fractions") {
  for (std::int64_t rows = 0; rows < 40; ++rows) {
    for (const SplitFractions& fractions :
         {SplitFractions{}, SplitFractions{0.7, 0.15, 0.15}, SplitFractions{1, 0, 0}, SplitFractions{0, 0, 1},
          SplitFractions{1.0 / 3, 1.0 / 3, 1.0 / 3}, SplitFractions{0.8, 0.2, 0}, SplitFractions{0.9999997, 0, 0}}) {
      const Split parts = split(numbered(rows), fractions, false, 1);
      CHECK(parts.train.rows() + parts.test.rows() + parts.validate.rows() == rows);
      if (fractions.validate == 0.0) CHECK(parts.validate.rows() == 0);
    }
  }
}

TEST_CASE("shares of less than 1 together leave rows over") {
  const Split parts = split(numbered(10), {0.5, 0.2, 0.1}, false, 1);
  CHECK(floats_of(parts.train.inputs) == std::vector<float>{0, 1, 2, 3, 4});
  CHECK(floats_of(parts.test.inputs) == std::vector<float>{5, 6});
  CHECK(floats_of(parts.validate.inputs) == std::vector<float>{7});
  CHECK(split(numbered(10), {0.5, 0, 0}, false, 1).validate.rows() == 0);
}

TEST_CASE("a shuffled split is a permutation that the seed decides") {
  const Split parts = split(numbered(100), {}, true, 1);
  CHECK(floats_of(parts.train.inputs) == floats_of(parts.train.targets));
  CHECK(floats_of(parts.train.inputs) == floats_of(split(numbered(100), {}, true, 1).train.inputs));
  CHECK(floats_of(parts.train.inputs) != floats_of(split(numbered(100), {}, true, 2).train.inputs));
  std::vector<float> all = floats_of(parts.train.inputs);
  for (const Dataset* part : {&parts.test, &parts.validate}) {
    for (const float value : floats_of(part->inputs)) all.push_back(value);
  }
  CHECK_FALSE(std::is_sorted(all.begin(), all.end()));
  std::sort(all.begin(), all.end());
  CHECK(all == floats_of(numbered(100).inputs));
}

TEST_CASE("bad splits are refused") {
  for (const SplitFractions& fractions : {SplitFractions{0.6, 0.3, 0.2}, SplitFractions{1.2, -0.1, -0.1},
                                          SplitFractions{std::numeric_limits<double>::quiet_NaN(), 0.5, 0.5}}) {
    CHECK_THROWS_AS(split(numbered(10), fractions, false, 1), kvant::Error);
  }
  Dataset uneven = numbered(10);
  uneven.targets = Array{1.0f};
  CHECK_THROWS_AS(split(uneven, {}, false, 1), kvant::Error);
}

TEST_CASE("take_rows takes whole rows of any shape and type") {
  const Array array = Array::from<std::int16_t>(std::vector<std::int16_t>{1, 2, 3, 4, 5, 6}).reshape({3, 1, 2});
  const std::vector<std::int64_t> rows = {2, 0, 2};
  const Array taken = take_rows(array, rows);
  CHECK(taken.shape() == kvant::Shape{3, 1, 2});
  const auto values = taken.values<std::int16_t>();
  CHECK(std::vector<std::int16_t>(values.begin(), values.end()) == std::vector<std::int16_t>{5, 6, 1, 2, 5, 6});
  CHECK_THROWS_AS(take_rows(array, std::vector<std::int64_t>{3}), kvant::Error);
  CHECK_THROWS_AS(take_rows(array, std::vector<std::int64_t>{-1}), kvant::Error);
}

TEST_CASE("check_finite names the first bad row") {
  Array array(kvant::float32, {4, 2});
  CHECK_NOTHROW(check_finite(array, "x.npy"));
  array.values<float>()[5] = std::numeric_limits<float>::quiet_NaN();
  array.values<float>()[7] = std::numeric_limits<float>::infinity();
  CHECK_THROWS_WITH_AS(check_finite(array, "x.npy"), "x.npy: row 2 (from 0): is not a finite number, received nan",
                       kvant::Error);
  Array scalar(kvant::DType::float64, {});
  scalar.values<double>()[0] = -std::numeric_limits<double>::infinity();
  CHECK_THROWS_AS(check_finite(scalar, "x"), kvant::Error);
  CHECK_NOTHROW(check_finite(Array(kvant::int8, {3}), "x"));
  CHECK_NOTHROW(check_finite(Array(kvant::float32, {0, 3}), "x"));
}
