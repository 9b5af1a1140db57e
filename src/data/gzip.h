// SPDX-License-Identifier: Apache-2.0
// Expands .gz files.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace kvant::data {

/// What a .gz file holds; several members stand behind each other in the result. name stands before every message.
/// Throws Error for what is no .gz, is damaged (checksum and length are compared), ends early, has bytes behind its
/// end, or expands to more than most_bytes.
std::vector<std::byte> read_gzip(std::span<const std::byte> bytes, std::string_view name,
                                 std::size_t most_bytes = std::size_t{1} << 31);

}  // namespace kvant::data
