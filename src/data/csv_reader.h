// SPDX-License-Identifier: Apache-2.0
// Reads .csv text into a table of numbers.
#pragma once

#include <string_view>

#include "data/table.h"

namespace kvant::data {

/// Reads rows of numbers separated by tabs, semicolons or commas (the first of these that stands in the first row).
/// The first row is a header when one of its cells is neither empty nor a number; without one, columns are called
/// column0, column1, ... as are those whose header cell is empty.
///
/// Cells may stand in double quotes ("" is a quote) and between spaces; lines end in LF, CRLF or CR; a UTF-8 byte order
/// mark is skipped. An empty cell is a hole. Blank lines are skipped, but in a file of one column, where one that is
/// followed by data is a hole. Decimals are written with a point; nan and inf are numbers.
///
/// name stands before every message, rows in messages are lines of the file (1 is the first).
/// Throws Error for a cell that is not a number, a row longer or shorter than the first, a quote that does not end,
/// UTF-16 text, no row at all, or more than 2^20 columns.
Table read_csv(std::string_view text, std::string_view name);

}  // namespace kvant::data
