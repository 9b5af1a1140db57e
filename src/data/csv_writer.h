// SPDX-License-Identifier: Apache-2.0
// Writes a table as .csv text.
#pragma once

#include <string>

#include "data/table.h"

namespace kvant::data {

/// A header line and a line for each row, commas between cells, LF at line ends. A number is written as the shortest
/// text that reads back as the same float32, or the same double when it is not a float32. A hole is an empty cell
/// (quotes in a table of one column), a NaN is nan.
std::string write_csv(const Table& table);

}  // namespace kvant::data
