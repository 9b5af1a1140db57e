// SPDX-License-Identifier: Apache-2.0
// The SHA-256 digest (FIPS 180-4), for provenance.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace kvant::exporting {

/// 64 lower-case hexadecimal digits, as sha256sum prints them.
std::string sha256_hex(std::span<const std::byte> bytes);

}  // namespace kvant::exporting
