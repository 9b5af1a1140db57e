// SPDX-License-Identifier: Apache-2.0
// Checksums, eight bytes at a time by tables.
#include "formats/saved_model/crc32c.h"

#include <array>

namespace kvant::formats {
namespace {

using Tables = std::array<std::array<std::uint32_t, 256>, 8>;

/// tables[k][b]: what byte b becomes when k bytes follow it.
constexpr Tables make_tables() {
  Tables tables = {};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ ((value & 1) != 0 ? 0x82f63b78u : 0u);
    tables[0][i] = value;
  }
  for (std::size_t k = 1; k < tables.size(); ++k) {
    for (std::size_t i = 0; i < 256; ++i) tables[k][i] = tables[k - 1][i] >> 8 ^ tables[0][tables[k - 1][i] & 255];
  }
  return tables;
}
constexpr Tables tables = make_tables();

}  // namespace

std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before) {
  std::uint32_t value = ~before;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(bytes[i]); };
  while (bytes.size() >= 8) {
    const std::uint32_t low = value ^ (byte(0) | byte(1) << 8 | byte(2) << 16 | byte(3) << 24);
    value = tables[7][low & 255] ^ tables[6][low >> 8 & 255] ^ tables[5][low >> 16 & 255] ^ tables[4][low >> 24] ^
            tables[3][byte(4)] ^ tables[2][byte(5)] ^ tables[1][byte(6)] ^ tables[0][byte(7)];
    bytes = bytes.subspan(8);
  }
  for (const std::byte one : bytes) value = value >> 8 ^ tables[0][(value ^ static_cast<std::uint32_t>(one)) & 255];
  return ~value;
}

std::uint32_t masked(std::uint32_t checksum) { return (checksum >> 15 | checksum << 17) + 0xa282ead8u; }

}  // namespace kvant::formats
