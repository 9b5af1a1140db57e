// SPDX-License-Identifier: Apache-2.0
// Header, holes and numbers of .csv text.
#include "data/csv_reader.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <limits>

#include "data/csv_cells.h"
#include "data/csv_records.h"

namespace kvant::data {
namespace {

using Cells = std::vector<std::string_view>;

void begin_columns(Table& table, const Cells& cells, bool header) {
  table.column_names = column_names_of(cells, header);
  table.columns.resize(cells.size());
  table.kinds.assign(cells.size(), ColumnKind::integer);
}

void add_hole(Table& table, std::size_t column) {
  table.holes.push_back({table.rows() - 1, static_cast<std::int64_t>(column)});
  table.columns[column].push_back(std::numeric_limits<double>::quiet_NaN());
}

void add_row(Table& table, const Cells& cells, std::int64_t line) {
  check_width(table.name, line, cells.size(), table.columns.size());
  table.lines.push_back(line);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) {
      add_hole(table, i);
      continue;
    }
    const Number number = read_cell(cells[i], table.name, line, table.column_names[i]);
    if (!number.integer) table.kinds[i] = ColumnKind::floating;
    table.columns[i].push_back(number.value);
  }
}

}  // namespace

Table read_csv(std::string_view text, std::string_view name) {
  CsvRecords records(text, name);
  Table table;
  table.name = name;
  if (!records.next()) throw Error(table.name, "holds no rows");
  const bool header = is_header(records.cells());
  begin_columns(table, records.cells(), header);
  if (!header) add_row(table, records.cells(), records.line());
  while (records.next()) {
    if (table.columns.size() == 1) {
      for (std::int64_t blank = records.blank_lines(); blank > 0; --blank) {
        table.lines.push_back(records.line() - blank);
        add_hole(table, 0);
      }
    }
    add_row(table, records.cells(), records.line());
  }
  // A column of nothing but holes is no column of integers.
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool any = std::any_of(table.columns[i].begin(), table.columns[i].end(), [](double x) { return x == x; });
    if (!any) table.kinds[i] = ColumnKind::floating;
  }
  return table;
}

}  // namespace kvant::data
