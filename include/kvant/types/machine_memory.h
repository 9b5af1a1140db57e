// SPDX-License-Identifier: Apache-2.0
// How much memory this machine still has, asked before much of it is taken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace kvant {

/// Bytes that programs may still take on this machine; nothing where it does not say.
std::optional<std::int64_t> available_memory();

/// Throws Error when this many bytes, 0 or more, are not to be had, with their number and what is available. where,
/// what: for messages, "dense" and "kernel (1, 16)". Less than a megabyte always is there; a machine that does not say
/// what it has is taken to have 128 TB.
void check_room(double bytes, const std::string& where, const std::string& what);

/// 1536 -> "1.5 KB"; units are powers of 1024.
std::string text_of_bytes(double bytes);

}  // namespace kvant
