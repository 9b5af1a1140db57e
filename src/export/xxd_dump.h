// SPDX-License-Identifier: Apache-2.0
// Bytes as a C array, in the form of "xxd -i".
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace kvant::exporting {

/// The lines between the braces: twelve bytes a line, "  0x20, 0x00, ...", without a comma at the end.
std::string emit_byte_rows(std::span<const std::byte> bytes);

/// Exactly what "xxd -i path" prints: an unsigned char array and its length, named after the path.
std::string emit_xxd(std::string_view path, std::span<const std::byte> bytes);

}  // namespace kvant::exporting
