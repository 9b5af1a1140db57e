// SPDX-License-Identifier: Apache-2.0
// Fields of a message, each checked before it is given out.
#include "formats/protobuf/wire_reader.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <cstring>

namespace kvant::formats {
namespace {

constexpr int deepest = 100;

}  // namespace

void WireReader::fail(const std::string& what, const std::string& received) const {
  const auto place = rest_.data() == nullptr ? 0 : rest_.data() - origin_;
  throw Error(std::string(file_), "before byte " + std::to_string(place) + ": " + what, received);
}

std::uint64_t WireReader::take_varint(std::span<const std::byte>& from) const {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 70; shift += 7) {
    if (from.empty()) fail("a number is cut off");
    const auto byte = static_cast<std::uint64_t>(from.front());
    from = from.subspan(1);
    if (shift == 63 && byte > 1) fail("a number has more than 64 bits");
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  fail("a number has more than 10 bytes");
}

std::span<const std::byte> WireReader::take(std::span<const std::byte>& from, std::uint64_t length) const {
  if (length > from.size())
    fail("a field is cut off: " + std::to_string(from.size()) + " bytes are left for it", std::to_string(length));
  const auto taken = from.first(static_cast<std::size_t>(length));
  from = from.subspan(static_cast<std::size_t>(length));
  return taken;
}

bool WireReader::next() {
  if (rest_.empty()) return false;
  const std::uint64_t tag = take_varint(rest_);
  if (tag >> 3 == 0 || tag >> 3 > 0x1FFFFFFF) fail("no field has this number", std::to_string(tag >> 3));
  number_ = static_cast<std::uint32_t>(tag >> 3);
  bytes_ = {};
  switch (tag & 7) {
    case 0:
      type_ = Type::varint;
      varint_ = take_varint(rest_);
      return true;
    case 1:
      type_ = Type::fixed64;
      bytes_ = take(rest_, 8);
      return true;
    case 2:
      type_ = Type::length;
      bytes_ = take(rest_, take_varint(rest_));
      return true;
    case 5:
      type_ = Type::fixed32;
      bytes_ = take(rest_, 4);
      return true;
    default:
      fail("a field must have wire type 0, 1, 2 or 5", std::to_string(tag & 7));
  }
}

void WireReader::expect(Type type) const {
  if (type_ == type) return;
  fail("field " + std::to_string(number_) + " must have wire type " + std::to_string(static_cast<int>(type)),
       std::to_string(static_cast<int>(type_)));
}

std::uint64_t WireReader::unsigned_value() const {
  expect(Type::varint);
  return varint_;
}

std::uint32_t WireReader::fixed32() const {
  expect(Type::fixed32);
  std::uint32_t value = 0;
  std::memcpy(&value, bytes_.data(), sizeof value);
  return value;
}

float WireReader::float_value() const {
  expect(Type::fixed32);
  float value = 0;
  std::memcpy(&value, bytes_.data(), sizeof value);
  return value;
}

double WireReader::double_value() const {
  expect(Type::fixed64);
  double value = 0;
  std::memcpy(&value, bytes_.data(), sizeof value);
  return value;
}

std::span<const std::byte> WireReader::bytes() const {
  expect(Type::length);
  return bytes_;
}

std::string WireReader::text() const {
  const auto all = bytes();
  return {reinterpret_cast<const char*>(all.data()), all.size()};
}

WireReader WireReader::message() const {
  WireReader inner = *this;
  inner.rest_ = bytes();
  inner.bytes_ = {};
  inner.depth_ = depth_ + 1;
  if (inner.depth_ > deepest) fail("messages are nested more than 100 levels deep");
  return inner;
}

void WireReader::append_to(std::vector<std::int64_t>& values) const {
  if (type_ == Type::varint) return values.push_back(value());
  auto packed = bytes();
  while (!packed.empty()) values.push_back(static_cast<std::int64_t>(take_varint(packed)));
}

template <class T>
void WireReader::append_floats(std::vector<T>& values, Type single) const {
  if (type_ != single) expect(Type::length);
  if (bytes_.size() % sizeof(T) != 0) fail("packed numbers end within one", std::to_string(bytes_.size()) + " bytes");
  const std::size_t before = values.size();
  values.resize(before + bytes_.size() / sizeof(T));
  if (!bytes_.empty()) std::memcpy(values.data() + before, bytes_.data(), bytes_.size());
}

void WireReader::append_to(std::vector<float>& values) const { append_floats(values, Type::fixed32); }
void WireReader::append_to(std::vector<double>& values) const { append_floats(values, Type::fixed64); }

}  // namespace kvant::formats
