// SPDX-License-Identifier: Apache-2.0
// Streamed .csv rows are those of the table.
#include "data/csv_source.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <array>

#include "data/csv_reader.h"
#include "data/dataset.h"

using namespace kvant::data;

TEST_CASE("rows in any order are those of the table, quotes and blank lines included") {
  const std::string text = "a;\"b;\n c\";y\n1;2;3\n\n  4;\"5\";6\r\n-7;.5;1e3";
  CsvSource source(text, nullptr, "a.csv", {}, {});
  const Table table = read_csv(text, "a.csv");
  const Dataset all = make_dataset(table, {table.column_names[0], table.column_names[1]}, {"y"});
  CHECK(source.column_names() == table.column_names);
  CHECK(source.rows() == all.rows());
  CHECK_FALSE(source.in_memory());
  for (const std::int64_t row : {2, 0, 1, 1}) {
    std::array<float, 2> x{};
    float y = 0;
    const std::array<std::int64_t, 1> rows = {row};
    source.fetch(rows, std::array{x.data()}, std::array{&y});
    CHECK(x[0] == all.inputs.values<float>()[static_cast<std::size_t>(2 * row)]);
    CHECK(x[1] == all.inputs.values<float>()[static_cast<std::size_t>(2 * row + 1)]);
    CHECK(y == all.targets.values<float>()[static_cast<std::size_t>(row)]);
  }
}

TEST_CASE("columns by name, and a text without names") {
  CsvSource named("a,b,c\n1,2,3\n", nullptr, "a.csv", {"c"}, {"a", "b"});
  CHECK(named.input_shapes()[0] == kvant::Shape{1});
  CHECK(named.target_shapes()[0] == kvant::Shape{2});
  CsvSource plain("1,2\n3,4\n", nullptr, "a.csv", {}, {});
  CHECK(plain.rows() == 2);
  CHECK(plain.column_names()[1] == "column1");
}

TEST_CASE("everything wrong is found before the first row is asked for") {
  const auto check = [](const char* text, const char* message) {
    CHECK_THROWS_WITH_AS(CsvSource(text, nullptr, "a.csv", {}, {}), message, kvant::Error);
  };
  check("x,y\n1,2\n3,\n", "a.csv: row 3 column y: is empty");
  check("x,y\n1,nan\n", "a.csv: row 2 column y: is not a finite number, received nan");
  check("x,y\n1,four\n", "a.csv: row 2 column y: is not a number, received \"four\"");
  check("x,y\n1,1e99\n", "a.csv: row 2 column y: does not fit into float32, received 1e+99");
  check("x,y\n1\n", "a.csv: row 2: needs 2 cells, as the first row has, received 1");
  check("x,y\n", "a.csv: holds no rows");
  check("x\n1\n", "a.csv: must have a column of inputs and one of targets");
}
