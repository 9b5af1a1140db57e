// SPDX-License-Identifier: Apache-2.0
// The facts of small tables, by hand.
#include "data/describe_data.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <cmath>

#include "data/csv_reader.h"

using namespace kvant::data;
using kvant::Array;

TEST_CASE("columns are counted and measured") {
  const DataFacts facts =
      describe_data(read_csv("n,x,same,bad\n1,0.5,7,\n2,nan,7,\n3,-inf,7,nan\n6,1.5,7,inf\n", "a.csv"));
  CHECK(facts.name == "a.csv");
  CHECK(facts.rows == 4);
  REQUIRE(facts.columns.size() == 4);
  const ColumnFacts& n = facts.columns[0];
  CHECK(n.name == "n");
  CHECK(n.kind == ColumnKind::integer);
  CHECK(n.min == 1.0);
  CHECK(n.max == 6.0);
  CHECK(n.mean == 3.0);
  CHECK(n.finite == 4);
  CHECK_FALSE(n.constant);
  const ColumnFacts& x = facts.columns[1];
  CHECK(x.kind == ColumnKind::floating);
  CHECK(x.nans == 1);
  CHECK(x.infinities == 1);
  CHECK(x.holes == 0);
  CHECK(x.mean == 1.0);
  CHECK(facts.columns[2].constant);
  const ColumnFacts& bad = facts.columns[3];
  CHECK(bad.holes == 2);
  CHECK(bad.nans == 1);
  CHECK(bad.infinities == 1);
  CHECK(bad.finite == 0);
  CHECK(std::isnan(bad.mean));
  CHECK_FALSE(bad.constant);
}

TEST_CASE("a mean is not blurred by large numbers that cancel") {
  CHECK(describe_data(read_csv("1e100\n1\n-1e100\n1\n", "a")).columns[0].mean == 0.5);
}

TEST_CASE("duplicate rows count once for each repetition") {
  CHECK(describe_data(read_csv("1,2\n3,4\n1,2\n1,2\n3,5\n", "a")).duplicate_rows == 2);
  CHECK(describe_data(read_csv("x,y\n,1\n,1\nnan,2\n", "a")).duplicate_rows == 1);
  CHECK(describe_data(read_csv("x,y\n", "a")).duplicate_rows == 0);
}

TEST_CASE("rows shared between the parts of a split") {
  const auto part = [](std::vector<float> inputs, std::vector<float> targets) {
    return Dataset{Array::from<float>(inputs), Array::from<float>(targets), {}, {}};
  };
  const SharedRows shared =
      count_shared_rows({part({1, 2, 3}, {1, 2, 3}), part({3, 3, 4, 2}, {3, 3, 4, 9}), part({4, 1, 5}, {4, 1, 5})});
  CHECK(shared.test_in_train == 2);
  CHECK(shared.validate_in_train == 1);
  CHECK(shared.validate_in_test == 1);
  CHECK(count_shared_rows({part({1}, {1}), part({}, {}), part({}, {})}).test_in_train == 0);
  Dataset wide{Array(kvant::float32, {1, 2}), Array(kvant::float32, {1, 1}), {}, {}};
  CHECK_THROWS_AS(count_shared_rows({part({1}, {1}), wide, part({}, {})}), kvant::Error);
}
