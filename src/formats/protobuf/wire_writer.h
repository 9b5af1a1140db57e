// SPDX-License-Identifier: Apache-2.0
// Writes a message in Protocol Buffers' wire format (wire_reader.h): fields in the order in which they are added.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::formats {

class WireWriter {
 public:
  WireWriter& varint(std::uint32_t field, std::int64_t value);
  WireWriter& fixed32(std::uint32_t field, std::uint32_t value);
  WireWriter& number(std::uint32_t field, float value);
  WireWriter& text(std::uint32_t field, std::string_view value);
  WireWriter& bytes(std::uint32_t field, std::span<const std::byte> value);
  WireWriter& message(std::uint32_t field, const WireWriter& value) { return text(field, value.bytes_); }
  /// All of a repeated number in one field.
  WireWriter& packed(std::uint32_t field, std::span<const std::int64_t> values);
  /// A value without a field: what a file of varints is made of.
  WireWriter& bare_varint(std::uint64_t value);
  WireWriter& bare_fixed32(std::uint32_t value);

  const std::string& text() const { return bytes_; }
  std::span<const std::byte> bytes() const { return std::as_bytes(std::span(bytes_)); }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::string bytes_;
};

}  // namespace kvant::formats
