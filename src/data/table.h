// SPDX-License-Identifier: Apache-2.0
// Columns of numbers with names, as they stand in a .csv file.
#pragma once

#include <kvant/types/array.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::data {

enum class ColumnKind { integer, floating };

/// A cell with nothing in it: indices into Table::columns.
struct Hole {
  std::int64_t row;
  std::int64_t column;
};

struct Table {
  std::string name;                          ///< the file's, for messages
  std::vector<std::string> column_names;     ///< as many as columns
  std::vector<std::vector<double>> columns;  ///< all equally long; NaN where there is a hole
  std::vector<ColumnKind> kinds;             ///< integer: all cells but the holes are digits without point or exponent
  std::vector<Hole> holes;                   ///< by rows, then columns
  std::vector<std::int64_t> lines;           ///< the line of the file on which a row begins; 1 is the first line

  std::int64_t rows() const { return static_cast<std::int64_t>(lines.size()); }
  bool is_hole(std::int64_t row, std::int64_t column) const;
  /// The index of a column. Throws Error when no column, or more than one, has this name.
  std::int64_t column_of(std::string_view column_name) const;
  /// "sine.csv: row 14 column y", by the line of the file.
  std::string where(std::int64_t row, std::int64_t column) const;
};

/// An array of shape (rows, ...) with one column for each of a row's values, named column0, column1, ... unless
/// names are given; lines count from 1. Throws Error for a scalar, a type that is not a number, or other than as many
/// names as columns.
Table make_table(const Array& array, std::string_view name, std::vector<std::string> column_names = {});

}  // namespace kvant::data
