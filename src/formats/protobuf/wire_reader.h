// SPDX-License-Identifier: Apache-2.0
// Reads Protocol Buffers' wire format field by field, where the bytes lie: nothing is copied, nothing trusted.
//
//   message   field ...                  in any order; a repeated field stands once for each value
//   field     varint (number << 3 | type), then by type
//               0  varint: 7 bits a byte, the lowest first; a byte of 128 or more goes on
//               1  8 bytes, little-endian          5  4 bytes, little-endian
//               2  varint length, then as many bytes: a text, a nested message, or numbers back to back
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::formats {

/// A walk over one message. The work is linear in its bytes; nesting beyond 100 levels is an Error, as is every field
/// that reaches beyond its message or is read as another wire type. All errors name the file and the byte.
///
///   for (WireReader fields(bytes, name); fields.next();)
///     switch (fields.number()) {
///       case 1: node.name = fields.text(); break;
///       case 2: read_shape(fields.message()); break;
///     }
class WireReader {
 public:
  /// file: for messages; it must outlive the reader.
  WireReader(std::span<const std::byte> message, std::string_view file)
      : rest_(message), origin_(message.data()), file_(file) {}

  /// Goes to the next field, whatever was read of this one; false behind the last.
  bool next();
  std::uint32_t number() const { return number_; }

  /// Of type varint.
  std::uint64_t unsigned_value() const;
  std::int64_t value() const { return static_cast<std::int64_t>(unsigned_value()); }
  bool flag() const { return unsigned_value() != 0; }
  /// Of 4 bytes or 8.
  std::uint32_t fixed32() const;
  float float_value() const;
  double double_value() const;
  /// Of a length.
  std::span<const std::byte> bytes() const;
  std::string text() const;
  WireReader message() const;

  /// A repeated number: one of it, or, as writers may, all of them packed into one field.
  void append_to(std::vector<std::int64_t>& values) const;
  void append_to(std::vector<float>& values) const;
  void append_to(std::vector<double>& values) const;

  /// An Error that names the file and the place of the current field.
  [[noreturn]] void fail(const std::string& what, const std::string& received = {}) const;

 private:
  enum class Type : std::uint8_t { varint = 0, fixed64 = 1, length = 2, fixed32 = 5 };

  std::uint64_t take_varint(std::span<const std::byte>& from) const;
  std::span<const std::byte> take(std::span<const std::byte>& from, std::uint64_t length) const;
  void expect(Type type) const;
  template <class T>
  void append_floats(std::vector<T>& values, Type single) const;

  std::span<const std::byte> rest_;
  const std::byte* origin_;  ///< where the outermost message begins
  std::string_view file_;
  int depth_ = 0;

  std::uint32_t number_ = 0;
  Type type_ = Type::varint;
  std::uint64_t varint_ = 0;
  std::span<const std::byte> bytes_ = {};  ///< of every type but varint
};

}  // namespace kvant::formats
