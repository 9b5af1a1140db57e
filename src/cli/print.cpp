// SPDX-License-Identifier: Apache-2.0
// Printing and aligning.
#include "cli/print.h"

#include <kvant/types/error.h>

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace kvant::cli {
namespace {

/// Columns that a UTF-8 text takes on a terminal, near enough: one for each character.
std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Text from a file may hold anything, control sequences of the terminal included.
std::string printable(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return text;
}

}  // namespace

void print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }
void print_error(const std::string& text) {
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void print_message(const std::string& message) { print_error("kvant: " + printable(message) + "\n"); }

void check_printed() {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  throw Error("standard output",
              std::string("cannot be written") + (errno == 0 ? "" : ": ") + (errno == 0 ? "" : std::strerror(errno)));
}

std::string to_text(double value) { return fmt::format("{:.6g}", value); }
std::string to_text(float value) { return fmt::format("{}", value); }
std::string to_text(std::int64_t value) { return fmt::format("{}", value); }

TextTable::TextTable(std::vector<std::string> headings) : has_headings_(!headings.empty()) {
  for (std::string& heading : headings) {
    right_.push_back(heading[0] == '>');
    if (right_.back()) heading.erase(0, 1);
  }
  if (has_headings_) rows_.push_back(std::move(headings));
}

void TextTable::add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

std::string TextTable::text() const {
  if (rows_.size() <= (has_headings_ ? 1U : 0U)) return {};
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string gap(widths[i] - width_of(row[i]), ' ');
      const bool right = i < right_.size() && right_[i];
      line += "  " + (right ? gap + printable(row[i]) : printable(row[i]) + gap);
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

}  // namespace kvant::cli
