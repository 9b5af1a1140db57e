// SPDX-License-Identifier: Apache-2.0
// Datatype, dataspace and attribute messages, and the global heap. Their layouts are drawn where they are read:
// hdf5_value.cpp and hdf5_bytes.cpp.
#include "formats/hdf5/hdf5_messages.h"

#include "formats/hdf5/hdf5_format.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <limits>

namespace kvant::formats::hdf5 {
namespace {

constexpr std::uint64_t smallest_collection = 4096;
// A collection is closed before it gets unwieldy; a longer string still gets one of its own.
constexpr std::uint64_t full_collection = 65536;

void write_type_head(Output& out, DatatypeClass type, std::uint32_t flags, std::uint32_t size) {
  constexpr std::uint32_t version_1 = 0x10;
  out.u32(version_1 | type | flags << 8);
  out.u32(size);
}

void write_integer(Output& out, const IntegerFields& type) {
  write_type_head(out, class_integer, type.is_signed ? 0x08 : 0, type.size);
  out.u16(0);
  out.u16(type.size * 8);
}

void write_float(Output& out, const FloatFields& type) {
  constexpr std::uint32_t implied_leading_bit = 0x20;
  const std::uint32_t sign_at = type.size * 8U - 1;
  write_type_head(out, class_float, implied_leading_bit | sign_at << 8, type.size);
  out.u16(0);
  out.u16(type.size * 8);
  out.u8(type.exponent_at);
  out.u8(type.exponent_bits);
  out.u8(0);
  out.u8(type.mantissa_bits);
  out.u32(type.exponent_bias);
}

void write_boolean(Output& out) {
  write_type_head(out, class_enumeration, 2, 1);
  write_integer(out, {DType::int8, 1, true});
  out.text({"FALSE\0\0\0TRUE\0\0\0\0\0\1", 18});
}

void write_variable_string(Output& out) {
  constexpr std::uint32_t string_of_utf8 = 0x101;
  write_type_head(out, class_variable_length, string_of_utf8, 16);
  write_integer(out, {DType::uint8, 1, false});
}

}  // namespace

void StringHeap::write(const Hdf5Node& tree) {
  collect(tree);
  close();
}

void StringHeap::collect(const Hdf5Node& node) {
  for (const Hdf5Attribute& attribute : node.attributes) collect(attribute.value);
  if (node.value) collect(*node.value);
  for (const Hdf5Node& child : node.children) collect(child);
}

void StringHeap::collect(const Hdf5Value& value) {
  if (const auto* one = std::get_if<std::string>(&value)) add(*one);
  if (const auto* many = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& text : *many) add(text);
  }
}

void StringHeap::add(const std::string& text) {
  if (text.find('\0') != std::string::npos) throw Error("hdf5", "a string must not contain NUL", text.c_str());
  if (text.size() > std::numeric_limits<std::uint32_t>::max()) throw Error("hdf5", "a string is longer than 4 GiB");
  if (text.empty()) return;
  if (last_index_ > 0 && objects_.size() + 16 + text.size() > full_collection) close();
  places_[&text] = {file_.size(), ++last_index_};
  objects_.u16(last_index_);
  objects_.zeros(6);
  objects_.u64(text.size());
  objects_.text(text);
  objects_.align();
}

void StringHeap::close() {
  if (last_index_ == 0) return;
  constexpr std::uint64_t head = 16;
  const std::uint64_t used = head + objects_.size();
  const std::uint64_t size = std::max(used, smallest_collection);
  file_.text("GCOL");
  file_.u32(1);
  file_.u64(size);
  file_.raw(objects_.bytes());
  if (size - used >= 16) {
    // The object of index 0 is the free space; its size includes these 16 bytes.
    file_.u64(0);
    file_.u64(size - used);
    file_.zeros(size - used - 16);
  } else {
    file_.zeros(size - used);
  }
  objects_ = Output();
  last_index_ = 0;
}

void StringHeap::refer(Output& out, const std::string& text) const {
  const auto place = places_.find(&text);
  out.u32(static_cast<std::uint32_t>(text.size()));
  out.u64(place == places_.end() ? 0 : place->second.address);
  out.u32(place == places_.end() ? 0 : place->second.index);
}

Output write_datatype(const Hdf5Value& value) {
  Output out;
  const auto* numbers = std::get_if<Array>(&value);
  if (!numbers) {
    write_variable_string(out);
    return out;
  }
  for (const IntegerFields& type : integer_fields) {
    if (type.dtype == numbers->dtype()) write_integer(out, type);
  }
  for (const FloatFields& type : float_fields) {
    if (type.dtype == numbers->dtype()) write_float(out, type);
  }
  if (numbers->dtype() == DType::boolean) write_boolean(out);
  if (out.size() == 0) {
    throw Error("hdf5", "this type of numbers cannot be written", std::string(name_of(numbers->dtype())));
  }
  return out;
}

Output write_dataspace(const Hdf5Value& value) {
  Shape shape;
  if (const auto* many = std::get_if<std::vector<std::string>>(&value)) {
    shape = {static_cast<std::int64_t>(many->size())};
  } else if (const auto* numbers = std::get_if<Array>(&value)) {
    shape = numbers->shape();
  }
  if (shape.size() > most_axes) throw Error("hdf5", "a dataset must have at most 32 axes", to_string(shape));
  Output out;
  out.u8(1);
  out.u8(static_cast<std::uint8_t>(shape.size()));
  out.zeros(6);
  for (const std::int64_t length : shape) out.u64(static_cast<std::uint64_t>(length));
  return out;
}

Output write_elements(const Hdf5Value& value, const StringHeap& strings) {
  Output out;
  if (const auto* one = std::get_if<std::string>(&value)) strings.refer(out, *one);
  if (const auto* many = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& text : *many) strings.refer(out, text);
  }
  if (const auto* numbers = std::get_if<Array>(&value)) out.raw(numbers->bytes());
  return out;
}

Output write_attribute(const Hdf5Attribute& attribute, const StringHeap& strings) {
  const std::string& name = attribute.name;
  if (name.empty() || name.find('/') != std::string::npos || name.find('\0') != std::string::npos) {
    throw Error("hdf5", "an attribute must have a name without '/' and NUL", name.c_str());
  }
  const Output type = write_datatype(attribute.value);
  const Output space = write_dataspace(attribute.value);
  const Output elements = write_elements(attribute.value, strings);
  constexpr std::uint64_t most = 65528;
  constexpr std::uint64_t head_and_padding = 8 + 3 * 8;
  if (head_and_padding + name.size() + type.size() + space.size() + elements.size() > most) {
    throw Error("hdf5", "attribute " + name.substr(0, 64) + " does not fit the 64 kB an attribute may have",
                std::to_string(elements.size()) + " bytes");
  }
  Output out;
  out.u16(1);
  out.u16(static_cast<std::uint16_t>(name.size() + 1));
  out.u16(static_cast<std::uint16_t>(type.size()));
  out.u16(static_cast<std::uint16_t>(space.size()));
  out.text(name);
  out.u8(0);
  out.align();
  out.raw(type.bytes());
  out.align();
  out.raw(space.bytes());
  out.align();
  out.raw(elements.bytes());
  return out;
}

}  // namespace kvant::formats::hdf5
