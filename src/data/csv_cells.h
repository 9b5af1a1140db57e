// SPDX-License-Identifier: Apache-2.0
// What the cells of .csv records mean: names, or numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/decimal_number.h"

namespace kvant::data {

/// Whether a first record holds names: one of its cells is neither empty nor a number.
bool is_header(const std::vector<std::string_view>& cells);

/// The names of a first record; column0, column1, ... where there is none.
std::vector<std::string> column_names_of(const std::vector<std::string_view>& cells, bool header);

/// Throws Error unless a record has as many cells as the first one.
void check_width(std::string_view file, std::int64_t line, std::size_t cells, std::size_t columns);

/// A cell that is not empty. Throws Error that names it for what is no number.
Number read_cell(std::string_view cell, std::string_view file, std::int64_t line, const std::string& column);

/// "sine.csv: row 14 column y".
std::string cell_place(std::string_view file, std::int64_t line, const std::string& column);

/// The cell's number as float32. Throws Error that names it for a hole, a NaN, an infinity and a number beyond float32.
float finite_cell(double value, bool hole, const std::string& place);

}  // namespace kvant::data
