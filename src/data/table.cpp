// SPDX-License-Identifier: Apache-2.0
// Finding things in a table, and making one of an array.
#include "data/table.h"

#include <fmt/format.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace kvant::data {
namespace {

bool is_integer(DType dtype) { return dtype != DType::float32 && dtype != DType::float64; }

std::string list_of(const std::vector<std::string>& names) {
  constexpr std::size_t most = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) text += (i ? ", " : "") + names[i];
  return names.size() > most ? text + ", ..." : text;
}

}  // namespace

bool Table::is_hole(std::int64_t row, std::int64_t column) const {
  return std::binary_search(holes.begin(), holes.end(), Hole{row, column}, [](const Hole& a, const Hole& b) {
    return std::pair(a.row, a.column) < std::pair(b.row, b.column);
  });
}

std::int64_t Table::column_of(std::string_view column_name) const {
  const auto first = std::find(column_names.begin(), column_names.end(), column_name);
  if (first == column_names.end()) {
    throw Error(name, "has no such column; its columns are " + list_of(column_names),
                fmt::format("\"{}\"", column_name), ErrorKind::usage);
  }
  if (std::find(first + 1, column_names.end(), column_name) != column_names.end()) {
    throw Error(name, "has more than one column of this name", fmt::format("\"{}\"", column_name));
  }
  return first - column_names.begin();
}

std::string Table::where(std::int64_t row, std::int64_t column) const {
  return fmt::format("{}: row {} column {}", name, lines[static_cast<std::size_t>(row)],
                     column_names[static_cast<std::size_t>(column)]);
}

Table make_table(const Array& array, std::string_view name, std::vector<std::string> column_names) {
  if (array.rank() == 0) throw Error(std::string(name), "a table needs rows, a scalar has none");
  const auto rows = static_cast<std::size_t>(array.rows());
  const std::size_t columns =
      static_cast<std::size_t>(element_count(Shape(array.shape().begin() + 1, array.shape().end())));
  if (!column_names.empty() && column_names.size() != columns) {
    throw Error(std::string(name), fmt::format("needs {} column names", columns), std::to_string(column_names.size()));
  }
  // No row, no column: a shape like (0, 2^60) must not become 2^60 names.
  const std::size_t kept = rows == 0 ? column_names.size() : columns;
  for (std::size_t i = column_names.size(); i < kept; ++i) column_names.push_back(fmt::format("column{}", i));
  const Array numbers = array.astype(DType::float64);
  const std::span<const double> values = numbers.values<double>();
  Table table;
  table.name = name;
  table.column_names = std::move(column_names);
  table.kinds.assign(kept, is_integer(array.dtype()) ? ColumnKind::integer : ColumnKind::floating);
  table.lines.resize(kept == 0 ? 0 : rows);
  std::iota(table.lines.begin(), table.lines.end(), std::int64_t{1});
  table.columns.assign(kept, std::vector<double>(table.lines.size()));
  for (std::size_t row = 0; row < table.lines.size(); ++row) {
    for (std::size_t column = 0; column < kept; ++column) table.columns[column][row] = values[row * columns + column];
  }
  return table;
}

}  // namespace kvant::data
