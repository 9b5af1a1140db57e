// SPDX-License-Identifier: Apache-2.0
// Writing .csv, and reading back what was written.
#include "data/csv_writer.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <cmath>
#include <limits>

#include "data/csv_reader.h"
#include "random/philox.h"

using namespace kvant::data;
using kvant::Array;

TEST_CASE("numbers are as short as they can be") {
  const std::string text = "x,y\n0.1,16777217\n-2.5,nan\n,inf\n1e+20,0.30000000000000004\n";
  CHECK(write_csv(read_csv(text, "a.csv")) == text);
  const Table table = make_table(Array::from<float>(std::vector<float>{0.1f, 3.52505684f}).reshape({2, 1}), "a", {"x"});
  CHECK(write_csv(table) == "x\n0.1\n3.5250568\n");
}

TEST_CASE("every float32 and every double comes back") {
  kvant::random::Philox random(1);
  std::vector<float> floats;
  Table doubles{.column_names = {"d"}, .columns = {{}}, .kinds = {ColumnKind::floating}};
  for (int i = 0; i < 5000; ++i) {
    floats.push_back(static_cast<float>(random.normal() * std::pow(10.0, random.uniform(-30.0f, 30.0f))));
    doubles.columns[0].push_back(random.normal());
    doubles.lines.push_back(i + 1);
  }
  const Table back = read_csv(write_csv(make_table(Array::from<float>(floats), "a")), "a");
  for (std::size_t i = 0; i < floats.size(); ++i) REQUIRE(static_cast<float>(back.columns[0][i]) == floats[i]);
  CHECK(read_csv(write_csv(doubles), "a").columns == doubles.columns);
}

TEST_CASE("names that need quotes, and holes in one column") {
  const std::string text = "\"a,b\",\"c\"\"d\",\"\nf\", e\n1,2,3,4\n";
  const Table table = read_csv(text, "a.csv");
  CHECK(table.column_names == std::vector<std::string>{"a,b", "c\"d", "\nf", "e"});
  CHECK(write_csv(table) == "\"a,b\",\"c\"\"d\",\"\nf\",e\n1,2,3,4\n");
  CHECK(write_csv(read_csv("x\n1\n\n2\n", "a.csv")) == "x\n1\n\"\"\n2\n");
  CHECK(read_csv("x\n1\n\"\"\n\"\"", "a.csv").holes.size() == 2);
}

TEST_CASE("tables of arrays") {
  const Table table = make_table(Array::from<std::int8_t>(std::vector<std::int8_t>{1, -2, 3, 4}).reshape({2, 2}), "a");
  CHECK(write_csv(table) == "column0,column1\n1,-2\n3,4\n");
  CHECK(table.kinds[1] == ColumnKind::integer);
  CHECK_THROWS_AS(make_table(Array(kvant::float32, {}), "a"), kvant::Error);
  CHECK_THROWS_AS(make_table(Array{1.0f}, "a", {"x", "y"}), kvant::Error);
  CHECK(make_table(Array(kvant::float32, {0, std::int64_t{1} << 60}), "a").columns.empty());
  CHECK(make_table(Array(kvant::float32, {std::int64_t{1} << 60, 0}), "a").rows() == 0);
}
