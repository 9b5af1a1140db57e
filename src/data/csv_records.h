// SPDX-License-Identifier: Apache-2.0
// Cuts .csv text into records of cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::data {

/// Goes through a text record by record. The text must outlive it.
class CsvRecords {
 public:
  /// Skips a byte order mark and chooses the separator. Throws Error for UTF-16 text.
  CsvRecords(std::string_view text, std::string_view name);

  /// Moves on to the next record that is not a blank line; false at the end. Throws Error for a quote that does not end
  /// or is followed by other text, and for more than 2^20 cells.
  bool next();

  /// The record's cells without the quotes and spaces around them; valid until the next call of next().
  const std::vector<std::string_view>& cells() const { return cells_; }
  /// The line on which the record begins; 1 is the first.
  std::int64_t line() const { return record_line_; }
  /// Where the record begins, for go_to.
  std::size_t position() const { return record_position_; }
  /// Before the record that begins at a position() on a line().
  void go_to(std::size_t position, std::int64_t line) {
    position_ = position;
    line_ = line;
  }
  /// The blank lines between the record before and this one.
  std::int64_t blank_lines() const { return blank_lines_; }

 private:
  bool skip_line_end();
  std::string_view read_plain_cell();
  std::string_view read_quoted_cell();
  [[noreturn]] void fail(const char* what) const;

  std::string_view text_;
  std::string name_;
  char separator_ = ',';
  std::size_t position_ = 0;
  std::size_t record_position_ = 0;
  std::int64_t line_ = 1;
  std::int64_t record_line_ = 0;
  std::int64_t blank_lines_ = 0;
  std::vector<std::string_view> cells_;
  std::deque<std::string> unquoted_;  ///< cells that had doubled quotes in them
};

}  // namespace kvant::data
