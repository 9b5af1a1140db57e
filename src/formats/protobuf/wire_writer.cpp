// SPDX-License-Identifier: Apache-2.0
// Fields of a message, each behind the last.
#include "formats/protobuf/wire_writer.h"

#include <bit>

namespace kvant::formats {

WireWriter& WireWriter::bare_varint(std::uint64_t value) {
  while (value >= 128) {
    bytes_ += static_cast<char>((value & 127) | 128);
    value >>= 7;
  }
  bytes_ += static_cast<char>(value);
  return *this;
}

WireWriter& WireWriter::bare_fixed32(std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) bytes_ += static_cast<char>(value >> shift & 255);
  return *this;
}

WireWriter& WireWriter::varint(std::uint32_t field, std::int64_t value) {
  return bare_varint(field << 3 | 0).bare_varint(static_cast<std::uint64_t>(value));
}

WireWriter& WireWriter::fixed32(std::uint32_t field, std::uint32_t value) {
  return bare_varint(field << 3 | 5).bare_fixed32(value);
}

WireWriter& WireWriter::number(std::uint32_t field, float value) {
  return fixed32(field, std::bit_cast<std::uint32_t>(value));
}

WireWriter& WireWriter::text(std::uint32_t field, std::string_view value) {
  bare_varint(field << 3 | 2).bare_varint(value.size());
  bytes_ += value;
  return *this;
}

WireWriter& WireWriter::bytes(std::uint32_t field, std::span<const std::byte> value) {
  return text(field, {reinterpret_cast<const char*>(value.data()), value.size()});
}

WireWriter& WireWriter::packed(std::uint32_t field, std::span<const std::int64_t> values) {
  WireWriter all;
  for (const std::int64_t value : values) all.bare_varint(static_cast<std::uint64_t>(value));
  return text(field, all.bytes_);
}

}  // namespace kvant::formats
