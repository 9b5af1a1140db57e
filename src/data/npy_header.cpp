// SPDX-License-Identifier: Apache-2.0
// Reads and writes the dictionary at the head of a .npy file.
#include "data/npy_header.h"

#include <kvant/types/error.h>

#include <array>
#include <limits>

namespace kvant::data {
namespace {

struct TypeName {
  std::string_view code;
  DType dtype;
};
constexpr std::array<TypeName, 12> type_names = {{{"f4", DType::float32},
                                                  {"f8", DType::float64},
                                                  {"f2", DType::float16},
                                                  {"i1", DType::int8},
                                                  {"u1", DType::uint8},
                                                  {"i2", DType::int16},
                                                  {"u2", DType::uint16},
                                                  {"i4", DType::int32},
                                                  {"u4", DType::uint32},
                                                  {"i8", DType::int64},
                                                  {"u8", DType::uint64},
                                                  {"b1", DType::boolean}}};

/// Walks over the few words of Python the header is made of.
class HeaderText {
 public:
  HeaderText(std::string_view text, std::string_view name) : text_(text), name_(name) {}

  [[noreturn]] void fail(const char* what) const { throw Error(name_ + ": header", what, "\"" + shown(text_) + "\""); }
  [[noreturn]] void fail_type(std::string_view descr) const {
    throw Error(name_, "must hold bool or real numbers, such as '<f4'", "'" + shown(descr) + "'");
  }

  bool take(std::string_view word) {
    while (!text_.empty() && (text_[0] == ' ' || text_[0] == '\n')) text_.remove_prefix(1);
    if (text_.substr(0, word.size()) != word) return false;
    text_.remove_prefix(word.size());
    return true;
  }

  std::string_view take_string() {
    const char quote = take("'") ? '\'' : '"';
    if (quote == '"' && !take("\"")) fail("needs a string in quotes");
    const std::size_t end = text_.find(quote);
    if (end == std::string_view::npos) fail("has a string that does not end");
    const std::string_view inside = text_.substr(0, end);
    text_.remove_prefix(end + 1);
    return inside;
  }

  bool take_bool() {
    if (take("True")) return true;
    if (!take("False")) fail("needs True or False");
    return false;
  }

  std::int64_t take_length() {
    take("");
    if (text_.empty() || text_[0] < '0' || text_[0] > '9') fail("needs a length");
    std::int64_t length = 0;
    for (; !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; text_.remove_prefix(1)) {
      if (length > (std::numeric_limits<std::int64_t>::max() - 9) / 10) fail("has too large a length");
      length = length * 10 + (text_[0] - '0');
    }
    return length;
  }

  bool at_end() {
    take("");
    return text_.empty();
  }

 private:
  static std::string shown(std::string_view text) {
    constexpr std::size_t most = 60;
    std::string shown;
    for (const char c : text.substr(0, most)) shown += c >= ' ' && c <= '~' ? c : '?';
    return shown;
  }

  std::string_view text_;
  std::string name_;
};

void read_type(HeaderText& text, NpyHeader& header) {
  if (text.take("[")) text.fail("tells of named fields, which are not read");
  const std::string_view descr = text.take_string();
  const char order = descr.empty() ? '\0' : descr[0];
  const std::string_view code = descr.empty() ? descr : descr.substr(1);
  for (const TypeName& row : type_names) {
    if (code != row.code || (order != '<' && order != '>' && order != '=' && order != '|')) continue;
    if (order == '|' && size_of(row.dtype) != 1) continue;
    header.dtype = row.dtype;
    header.big_endian = order == '>';
    return;
  }
  text.fail_type(descr);
}

void read_shape(HeaderText& text, NpyHeader& header) {
  constexpr std::size_t most_axes = 64;
  if (!text.take("(")) text.fail("needs a shape in parentheses");
  while (!text.take(")")) {
    if (header.shape.size() == most_axes) text.fail("has more than 64 axes");
    header.shape.push_back(text.take_length());
    if (text.take(",")) continue;
    if (!text.take(")")) text.fail("needs a comma or the end of the shape");
    return;
  }
}

}  // namespace

NpyHeader read_npy_header(std::string_view bytes, std::string_view name) {
  HeaderText text(bytes, name);
  NpyHeader header;
  bool has_type = false, has_order = false, has_shape = false;
  const auto once = [&](bool& seen) {
    if (seen) text.fail("has a key twice");
    seen = true;
  };
  if (!text.take("{")) text.fail("is not a dictionary");
  while (!text.take("}")) {
    const std::string_view key = text.take_string();
    if (!text.take(":")) text.fail("needs a colon");
    if (key == "descr") {
      once(has_type);
      read_type(text, header);
    } else if (key == "fortran_order") {
      once(has_order);
      header.fortran_order = text.take_bool();
    } else if (key == "shape") {
      once(has_shape);
      read_shape(text, header);
    } else {
      text.fail("has an unknown key");
    }
    if (text.take(",")) continue;
    if (!text.take("}")) text.fail("needs a comma or the end of the dictionary");
    break;
  }
  if (!text.at_end()) text.fail("has text behind the dictionary");
  if (!(has_type && has_order && has_shape)) text.fail("lacks descr, fortran_order or shape");
  return header;
}

std::string write_npy_header(DType dtype, const Shape& shape) {
  for (const TypeName& row : type_names) {
    if (row.dtype != dtype) continue;
    const char* order = size_of(dtype) == 1 ? "|" : "<";
    return "{'descr': '" + std::string(order) + std::string(row.code) +
           "', 'fortran_order': False, 'shape': " + to_string(shape) + ", }";
  }
  throw Error("npy", "has no name for this type", std::string(name_of(dtype)));
}

}  // namespace kvant::data
