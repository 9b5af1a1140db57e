// SPDX-License-Identifier: Apache-2.0
// Names and numbers of .csv records, and what is said of cells that hold neither.
#include "data/csv_cells.h"

#include <fmt/format.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace kvant::data {
namespace {

// The beginning of a cell in quotes, fit for one line of a terminal.
std::string shown(std::string_view cell) {
  constexpr std::size_t most = 40;
  std::string text = "\"";
  for (const char c : cell.substr(0, most)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      text += fmt::format("\\x{:02x}", byte);
    } else {
      text += c;
    }
  }
  return text + (cell.size() > most ? "...\"" : "\"");
}

}  // namespace

bool is_header(const std::vector<std::string_view>& cells) {
  return std::any_of(cells.begin(), cells.end(),
                     [](std::string_view cell) { return !cell.empty() && !read_number(cell).valid; });
}

std::vector<std::string> column_names_of(const std::vector<std::string_view>& cells, bool header) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool named = header && !cells[i].empty();
    names.push_back(named ? std::string(cells[i]) : fmt::format("column{}", i));
  }
  return names;
}

void check_width(std::string_view file, std::int64_t line, std::size_t cells, std::size_t columns) {
  if (cells == columns) return;
  throw Error(fmt::format("{}: row {}", file, line), fmt::format("needs {} cells, as the first row has", columns),
              std::to_string(cells));
}

Number read_cell(std::string_view cell, std::string_view file, std::int64_t line, const std::string& column) {
  const Number number = read_number(cell);
  if (!number.valid) throw Error(cell_place(file, line, column), "is not a number", shown(cell));
  return number;
}

std::string cell_place(std::string_view file, std::int64_t line, const std::string& column) {
  return fmt::format("{}: row {} column {}", file, line, column);
}

float finite_cell(double value, bool hole, const std::string& place) {
  if (std::fabs(value) <= static_cast<double>(std::numeric_limits<float>::max())) return static_cast<float>(value);
  if (hole) throw Error(place, "is empty");
  throw Error(place, std::isfinite(value) ? "does not fit into float32" : "is not a finite number",
              std::isnan(value) ? "nan" : fmt::format("{}", value));
}

}  // namespace kvant::data
