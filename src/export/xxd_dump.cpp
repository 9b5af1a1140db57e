// SPDX-License-Identifier: Apache-2.0
// The rows and the names of xxd -i.
#include "export/xxd_dump.h"

#include <cctype>

namespace kvant::exporting {

std::string emit_byte_rows(std::span<const std::byte> bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  constexpr std::size_t bytes_a_row = 12;
  std::string text;
  text.reserve(bytes.size() * 6 + bytes.size() / 4);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += i % bytes_a_row == 0 ? (i == 0 ? "  " : ",\n  ") : ", ";
    const auto value = std::to_integer<unsigned>(bytes[i]);
    text += "0x";
    text += digits[value >> 4];
    text += digits[value & 15];
  }
  if (!bytes.empty()) text += '\n';
  return text;
}

std::string emit_xxd(std::string_view path, std::span<const std::byte> bytes) {
  std::string name;
  if (!path.empty() && std::isdigit(static_cast<unsigned char>(path[0]))) name = "__";
  for (char c : path) name += std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return "unsigned char " + name + "[] = {\n" + emit_byte_rows(bytes) + "};\nunsigned int " + name +
         "_len = " + std::to_string(bytes.size()) + ";\n";
}

}  // namespace kvant::exporting
