// SPDX-License-Identifier: Apache-2.0
// Numbers and names as .csv text.
#include "data/csv_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <limits>
#include <string_view>

namespace kvant::data {
namespace {

bool is_float32(double value) {
  if (!(std::fabs(value) <= static_cast<double>(std::numeric_limits<float>::max()))) return false;
  return static_cast<double>(static_cast<float>(value)) == value;
}

void add_number(std::string& text, double value) {
  if (std::isnan(value)) {
    text += "nan";  // without the sign that a NaN may carry
  } else if (is_float32(value)) {
    fmt::format_to(std::back_inserter(text), "{}", static_cast<float>(value));
  } else {
    fmt::format_to(std::back_inserter(text), "{}", value);
  }
}

void add_name(std::string& text, std::string_view name) {
  const bool plain = !name.empty() && name.find_first_of("\",;\t\r\n") == std::string_view::npos &&
                     name.front() != ' ' && name.back() != ' ';
  if (plain) {
    text += name;
    return;
  }
  text += '"';
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  text += '"';
}

}  // namespace

std::string write_csv(const Table& table) {
  std::string text;
  for (std::size_t i = 0; i < table.column_names.size(); ++i) {
    if (i) text += ',';
    add_name(text, table.column_names[i]);
  }
  text += '\n';
  auto hole = table.holes.begin();
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (i) text += ',';
      if (hole != table.holes.end() && hole->row == row && hole->column == static_cast<std::int64_t>(i)) {
        if (table.columns.size() == 1) text += "\"\"";
        ++hole;
      } else {
        add_number(text, table.columns[i][static_cast<std::size_t>(row)]);
      }
    }
    text += '\n';
  }
  return text;
}

}  // namespace kvant::data
