// SPDX-License-Identifier: Apache-2.0
// Reading .csv: forms of text, messages, and hostile bytes.
#include "data/csv_reader.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include "random/philox.h"

using kvant::data::ColumnKind;
using kvant::data::read_csv;
using kvant::data::Table;

namespace {

using Names = std::vector<std::string>;
using Column = std::vector<double>;

std::string message_of(std::string_view text) {
  try {
    read_csv(text, "a.csv");
  } catch (const kvant::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a header and rows") {
  const Table table = read_csv("x,y\n1,0.5\n2,-1e3\n", "a.csv");
  CHECK(table.name == "a.csv");
  CHECK(table.column_names == Names{"x", "y"});
  CHECK(table.columns[0] == Column{1, 2});
  CHECK(table.columns[1] == Column{0.5, -1000});
  CHECK(table.kinds == std::vector{ColumnKind::integer, ColumnKind::floating});
  CHECK(table.lines == std::vector<std::int64_t>{2, 3});
  CHECK(table.rows() == 2);
}

TEST_CASE("without a header columns are numbered") {
  const Table table = read_csv("1,2\n3,4", "a.csv");
  CHECK(table.column_names == Names{"column0", "column1"});
  CHECK(table.columns[1] == Column{2, 4});
  CHECK(read_csv("x,,z\n1,2,3\n", "a.csv").column_names == Names{"x", "column1", "z"});
  CHECK(read_csv("1,,3\n", "a.csv").rows() == 1);
}

TEST_CASE("separators, line ends, byte order mark, spaces") {
  const Column second = {2, 4};
  for (const char* text : {"x,y\r\n1,2\r\n3,4\r\n", "x;y\n1;2\n3;4\n", "x\ty\n1\t2\n3\t4\n", "x,y\r1,2\r3,4",
                           "\xef\xbb\xbfx,y\n1,2\n3,4\n", " x , y\n 1 ,  2\n3, 4 \n"}) {
    CAPTURE(text);
    const Table table = read_csv(text, "a.csv");
    CHECK(table.column_names == Names{"x", "y"});
    CHECK(table.columns[1] == second);
  }
  CHECK(read_csv("a;b,c\n1;2\n", "a.csv").column_names == Names{"a", "b,c"});
}

TEST_CASE("quotes") {
  const Table table = read_csv("\"a, \"\"b\"\"\", \"c\nd\" ,e\n\"1\",\"\",3\n", "a.csv");
  CHECK(table.column_names == Names{"a, \"b\"", "c\nd", "e"});
  CHECK(table.columns[0] == Column{1});
  CHECK(table.is_hole(0, 1));
  CHECK(table.lines == std::vector<std::int64_t>{3});
  CHECK(message_of("x\n\"1") == "a.csv: row 2: has a quote that does not end");
  CHECK(message_of("x\n\"1\"2\n") == "a.csv: row 2: has text between a closing quote and the next separator");
}

TEST_CASE("holes are kept with their rows") {
  const Table table = read_csv("x,y\n,2\n3,\n\n,\n", "a.csv");
  REQUIRE(table.holes.size() == 4);
  CHECK(table.is_hole(0, 0));
  CHECK_FALSE(table.is_hole(0, 1));
  CHECK(table.is_hole(1, 1));
  CHECK(table.is_hole(2, 0));
  CHECK(std::isnan(table.columns[0][0]));
  CHECK(table.kinds[0] == ColumnKind::integer);
  CHECK(table.lines == std::vector<std::int64_t>{2, 3, 5});
}

TEST_CASE("a blank line is a hole only in a single column with more to come") {
  const Table table = read_csv("x\n1\n\n\n2\n\n\n", "a.csv");
  CHECK(table.rows() == 4);
  CHECK(table.lines == std::vector<std::int64_t>{2, 3, 4, 5});
  CHECK(table.is_hole(1, 0));
  CHECK(table.is_hole(2, 0));
  CHECK(read_csv("\n\nx,y\n\n1,2\n \n3,4\n", "a.csv").rows() == 2);
}

TEST_CASE("messages name row and column") {
  CHECK(message_of("x,y\n1,2\n1,abc\n") == "a.csv: row 3 column y: is not a number, received \"abc\"");
  CHECK(message_of("x,y\n1,2\n1\n") == "a.csv: row 3: needs 2 cells, as the first row has, received 1");
  CHECK(message_of("x,y\n1,2,3\n") == "a.csv: row 2: needs 2 cells, as the first row has, received 3");
  CHECK(message_of("x\n1\x01"
                   "2\n") == "a.csv: row 2 column x: is not a number, received \"1\\x012\"");
  CHECK(message_of("") == "a.csv: holds no rows");
  CHECK(message_of("\n \n") == "a.csv: holds no rows");
  CHECK(message_of("\xff\xfex") == "a.csv: is UTF-16 text; save it as UTF-8");
  CHECK(message_of(std::string(2000000, ',')) == "a.csv: row 1: has more than 2^20 cells");
}

TEST_CASE("nan and inf are numbers, large integers the nearest double") {
  const Table table = read_csv("x\nnan\n-inf\n9007199254740993\n", "a.csv");
  CHECK(std::isnan(table.columns[0][0]));
  CHECK(table.holes.empty());
  CHECK(table.columns[0][1] == -std::numeric_limits<double>::infinity());
  CHECK(table.columns[0][2] == 9007199254740992.0);
}

TEST_CASE("columns are found by name") {
  const Table table = read_csv("x,y,x\n1,2,3\n", "a.csv");
  CHECK(table.column_of("y") == 1);
  CHECK_THROWS_WITH_AS(table.column_of("z"), "a.csv: has no such column; its columns are x, y, x, received \"z\"",
                       kvant::Error);
  CHECK_THROWS_AS(table.column_of("x"), kvant::Error);
}

TEST_CASE("the lesson's data") {
  std::ifstream file(std::string(KVANT_SOURCE_DIR) + "/../shared/lesson/sine.csv", std::ios::binary);
  if (!file) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const Table table = read_csv(text, "sine.csv");
  CHECK(table.column_names == Names{"x", "y"});
  CHECK(table.rows() == 1000);
  CHECK(table.columns[0][0] == 3.52505684);
  CHECK(table.columns[1][999] == 0.543917894);
}

TEST_CASE("hostile text is refused or read, never more") {
  const std::string good = "\xef\xbb\xbf\"a\";b;c\r\n1;-2.5e3;\"3\"\r\n;nan;1e999\r\n\n4;5;6\n";
  const auto attempt = [](const std::string& text) {
    try {
      const Table table = read_csv(text, "a.csv");
      for (const auto& column : table.columns) REQUIRE(static_cast<std::int64_t>(column.size()) == table.rows());
    } catch (const kvant::Error&) {
    }
  };
  for (std::size_t length = 0; length <= good.size(); ++length) attempt(good.substr(0, length));
  kvant::random::Philox random(1);
  const std::string letters = "\"\",;\t\r\n 0123456789.eE+-naif\xff";
  for (int i = 0; i < 20000; ++i) {
    std::string text = good;
    for (std::uint64_t change = random.bounded(6) + 1; change > 0; --change) {
      const char c = random.bounded(4) ? letters[random.bounded(letters.size())] : static_cast<char>(random.next());
      text[random.bounded(text.size())] = c;
    }
    attempt(text);
  }
}
