// SPDX-License-Identifier: Apache-2.0
// Text for people: standard output and error, numbers, aligned columns.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace kvant::cli {

void print(const std::string& text);
void print_error(const std::string& text);
/// One line of standard error: "kvant: " and the message. Text from a file may hold anything: control characters become
/// ?.
void print_message(const std::string& message);
/// Throws Error when standard output could not take all that was printed.
void check_printed();

/// Six significant digits: "0.0245740", without needless zeros.
std::string to_text(double value);
/// With the digits that bring the same float back.
std::string to_text(float value);
std::string to_text(std::int64_t value);

/// Lines of cells below each other, two spaces apart; numbers are set to the right.
class TextTable {
 public:
  /// A heading that begins with '>' belongs to a column of numbers.
  explicit TextTable(std::vector<std::string> headings = {});
  void add(std::vector<std::string> cells);
  /// Every line indented by two spaces; empty without rows.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<bool> right_;
  bool has_headings_;
};

/// "name    value" lines.
class FactList {
 public:
  void add(const std::string& name, const std::string& value) { table_.add({name, value}); }
  std::string text() const { return table_.text(); }

 private:
  TextTable table_;
};

}  // namespace kvant::cli
