// SPDX-License-Identifier: Apache-2.0
// The checksums in TensorFlow's variable files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace kvant::formats {

/// The cyclic redundancy check with Castagnoli's polynomial (G. Castagnoli et al., 1993; RFC 3720, B.4) of what stands
/// before, then these bytes. before: of nothing 0.
std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before = 0);

/// As files store it, so that the checksum of data that holds checksums is not a trivial one: turned right by 15 bits,
/// plus 0xa282ead8.
std::uint32_t masked(std::uint32_t checksum);

}  // namespace kvant::formats
