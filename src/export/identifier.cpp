// SPDX-License-Identifier: Apache-2.0
// Which names are taken.
#include "export/identifier.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace kvant::exporting {
namespace {

// Sorted, for the search.
constexpr std::array keywords = std::to_array<std::string_view>(
    {"alignas",   "alignof",   "and",      "asm",      "auto",      "bool",      "break",     "case",     "catch",
     "char",      "class",     "concept",  "const",    "consteval", "constexpr", "constinit", "continue", "decltype",
     "default",   "delete",    "do",       "double",   "else",      "enum",      "explicit",  "export",   "extern",
     "false",     "float",     "for",      "friend",   "goto",      "if",        "inline",    "int",      "long",
     "mutable",   "namespace", "new",      "noexcept", "not",       "nullptr",   "operator",  "or",       "private",
     "protected", "public",    "register", "requires", "restrict",  "return",    "short",     "signed",   "sizeof",
     "static",    "struct",    "switch",   "template", "this",      "throw",     "true",      "try",      "typedef",
     "typeid",    "typename",  "union",    "unsigned", "using",     "virtual",   "void",      "volatile", "while",
     "xor"});
constexpr std::array library_names = std::to_array<std::string_view>(
    {"abort", "abs",   "acos",  "asin",   "atan",   "atan2",  "atof", "atoi",   "calloc", "ceil",    "clock",
     "cos",   "cosh",  "div",   "errno",  "exit",   "exp",    "fabs", "floor",  "fmod",   "free",    "gamma",
     "getc",  "index", "kvant", "log",    "log10",  "loop",   "main", "malloc", "max",    "memcpy",  "memset",
     "min",   "modf",  "pow",   "printf", "puts",   "rand",   "read", "round",  "setup",  "signal",  "sin",
     "sinh",  "sqrt",  "srand", "std",    "strlen", "system", "tan",  "tanh",   "time",   "tolower", "write"});

bool is_start(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool is_part(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

}  // namespace

std::string identifier_from_path(std::string_view path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  path = path.substr(0, path.find('.'));
  std::string name;
  for (char c : path) name += is_part(c) ? c : '_';
  if (name.empty() || !is_start(name[0])) name = "model" + name;
  return name;
}

void check_identifier(std::string_view name) {
  const std::string received(name);
  if (name.empty() || !is_start(name[0]) || !std::all_of(name.begin(), name.end(), is_part)) {
    throw Error("--name", "must be a C identifier; try \"" + identifier_from_path(name) + "\"", "\"" + received + "\"",
                ErrorKind::usage);
  }
  if (std::binary_search(keywords.begin(), keywords.end(), name)) {
    throw Error("--name", "is a keyword; try \"" + received + "_model\"", "\"" + received + "\"", ErrorKind::usage);
  }
  if (std::binary_search(library_names.begin(), library_names.end(), name)) {
    throw Error("--name", "is a name that firmware already has; try \"" + received + "_model\"", "\"" + received + "\"",
                ErrorKind::usage);
  }
}

}  // namespace kvant::exporting
