// SPDX-License-Identifier: Apache-2.0
// Separators, quotes and line ends of .csv text.
#include "data/csv_records.h"

#include <fmt/format.h>
#include <kvant/types/error.h>

namespace kvant::data {
namespace {

constexpr std::size_t most_cells = std::size_t{1} << 20;

bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_line_end(char c) { return c == '\n' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// A comma may be a decimal sign where semicolons or tabs separate, never the other way round.
char separator_of(std::string_view text) {
  bool quoted = false, begun = false, semicolon = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (is_line_end(c) && begun) break;
    if (c == '\t') return '\t';
    if (c == ';') semicolon = true;
    begun = begun || !(is_space(c) || is_line_end(c));
  }
  return semicolon ? ';' : ',';
}

}  // namespace

CsvRecords::CsvRecords(std::string_view text, std::string_view name) : text_(text), name_(name) {
  if (text_.substr(0, 2) == "\xff\xfe" || text_.substr(0, 2) == "\xfe\xff") {
    throw Error(name_, "is UTF-16 text; save it as UTF-8");
  }
  if (text_.find('\0') != std::string_view::npos) throw Error(name_, "is no text: it holds a zero byte");
  if (text_.substr(0, 3) == "\xef\xbb\xbf") text_.remove_prefix(3);
  separator_ = separator_of(text_);
}

void CsvRecords::fail(const char* what) const { throw Error(fmt::format("{}: row {}", name_, record_line_), what); }

bool CsvRecords::skip_line_end() {
  if (position_ >= text_.size() || !is_line_end(text_[position_])) return false;
  if (text_[position_] == '\r' && position_ + 1 < text_.size() && text_[position_ + 1] == '\n') ++position_;
  ++position_;
  ++line_;
  return true;
}

bool CsvRecords::next() {
  cells_.clear();
  unquoted_.clear();
  blank_lines_ = 0;
  for (;;) {
    const std::size_t begin = position_;
    while (position_ < text_.size() && is_space(text_[position_]) && text_[position_] != separator_) ++position_;
    if (position_ >= text_.size()) return false;
    if (skip_line_end()) {
      ++blank_lines_;
      continue;
    }
    position_ = begin;
    break;
  }
  record_line_ = line_;
  record_position_ = position_;
  for (;;) {
    if (cells_.size() == most_cells) fail("has more than 2^20 cells");
    while (position_ < text_.size() && is_space(text_[position_]) && text_[position_] != separator_) ++position_;
    const bool quoted = position_ < text_.size() && text_[position_] == '"';
    cells_.push_back(quoted ? read_quoted_cell() : read_plain_cell());
    if (position_ >= text_.size() || skip_line_end()) return true;
    ++position_;
  }
}

std::string_view CsvRecords::read_plain_cell() {
  const std::size_t begin = position_;
  while (position_ < text_.size() && text_[position_] != separator_ && !is_line_end(text_[position_])) ++position_;
  return trimmed(text_.substr(begin, position_ - begin));
}

std::string_view CsvRecords::read_quoted_cell() {
  const std::size_t begin = ++position_;
  std::size_t doubled = 0;
  for (;; ++position_) {
    if (position_ >= text_.size()) fail("has a quote that does not end");
    if (text_[position_] == '\n') ++line_;
    if (text_[position_] != '"') continue;
    if (position_ + 1 >= text_.size() || text_[position_ + 1] != '"') break;
    ++doubled;
    ++position_;
  }
  const std::string_view inside = text_.substr(begin, position_ - begin);
  ++position_;
  if (!read_plain_cell().empty()) fail("has text between a closing quote and the next separator");
  if (doubled == 0) return trimmed(inside);
  std::string& plain = unquoted_.emplace_back();
  for (std::size_t i = 0; i < inside.size(); ++i) {
    plain += inside[i];
    if (inside[i] == '"') ++i;
  }
  return trimmed(plain);
}

}  // namespace kvant::data
