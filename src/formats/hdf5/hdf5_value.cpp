// SPDX-License-Identifier: Apache-2.0
// Datatype, dataspace and attribute messages -> values.
#include "formats/hdf5/hdf5_value.h"

#include "formats/hdf5/hdf5_format.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace kvant::formats::hdf5 {
namespace {

// After the common head, an integer: 0 first bit, 2 bytes   2 number of bits, 2 bytes
DType read_integer(const FileBytes& file, Cursor& fields, std::uint32_t flags, std::uint32_t size) {
  const std::uint16_t first_bit = fields.u16();
  const std::uint16_t bits = fields.u16();
  const bool is_signed = (flags & 0x08) != 0;
  if ((flags & 1) == 0 && first_bit == 0 && bits == std::uint64_t{size} * 8) {
    for (const IntegerFields& known : integer_fields) {
      if (known.size == size && known.is_signed == is_signed) return known.dtype;
    }
  }
  file.fail("an integer type is not supported",
            std::to_string(bits) + " bits in " + std::to_string(size) + " bytes" + ((flags & 1) ? ", big-endian" : ""));
}

// A float: 0 first bit, 2 bytes   2 number of bits, 2 bytes   4 exponent at   5 exponent bits   6 mantissa at
//          7 mantissa bits   8 exponent bias, 4 bytes
DType read_float(const FileBytes& file, Cursor& fields, std::uint32_t flags, std::uint32_t size) {
  const std::uint16_t first_bit = fields.u16();
  const std::uint16_t bits = fields.u16();
  const std::uint8_t exponent_at = fields.u8();
  const std::uint8_t exponent_bits = fields.u8();
  const std::uint8_t mantissa_at = fields.u8();
  const std::uint8_t mantissa_bits = fields.u8();
  const std::uint32_t bias = fields.u32();
  const bool little_endian = (flags & 0x41) == 0;
  if (little_endian && first_bit == 0 && mantissa_at == 0 && bits == std::uint64_t{size} * 8) {
    for (const FloatFields& known : float_fields) {
      if (known.size == size && known.exponent_at == exponent_at && known.exponent_bits == exponent_bits &&
          known.mantissa_bits == mantissa_bits && known.exponent_bias == bias && (flags >> 8 & 0xFF) == bits - 1U) {
        return known.dtype;
      }
    }
  }
  file.fail("a floating-point type is not supported",
            std::to_string(bits) + " bits" + (little_endian ? "" : ", not little-endian"));
}

// An enumeration: base type, its names with their NULs (padded to 8 before version 3), its values.
// h5py writes booleans as {FALSE = 0, TRUE = 1} over int8; other enumerations read as their base type.
Datatype read_enumeration(const FileBytes& file, Cursor& fields, std::uint8_t version, std::uint32_t members) {
  const auto rest = fields.take(fields.left());
  if (rest.empty() || (std::to_integer<int>(rest[0]) & 0x0F) != class_integer) {
    file.fail("an enumeration of other than integers is not supported");
  }
  Datatype base = read_datatype(file, rest);
  const std::string_view names =
      version < 3 ? std::string_view("FALSE\0\0\0TRUE\0\0\0\0\0\1", 18) : std::string_view("FALSE\0TRUE\0\0\1", 13);
  const auto after_base = rest.subspan(12);
  if (members == 2 && base.size == 1 && after_base.size() >= names.size() &&
      std::memcmp(after_base.data(), names.data(), names.size()) == 0) {
    base.dtype = DType::boolean;
  }
  return base;
}

Array read_numbers(const Datatype& type, const Dataspace& space, std::span<const std::byte> data) {
  Array numbers(type.dtype, space.shape);
  if (!data.empty()) std::memcpy(numbers.bytes().data(), data.data(), data.size());
  if (type.dtype == DType::boolean) {
    for (std::byte& one : numbers.bytes()) one = std::byte{one != std::byte{0}};
  }
  return numbers;
}

// A variable-length string: 0 length, 4 bytes   4 address of its heap, 8 bytes   12 index in the heap, 4 bytes
std::string read_variable_string(FileBytes& file, Cursor& elements) {
  const std::uint32_t length = elements.u32();
  const std::uint64_t address = elements.u64();
  const std::uint32_t index = elements.u32();
  if (length == 0 || address == 0 || address == undefined_address) return {};
  const FileBytes::Heap& heap = file.heap(address);
  const auto object = heap.find(index);
  if (object == heap.end()) file.fail("a string is not in its heap", "index " + std::to_string(index));
  if (length > object->second.size()) file.fail("a string is longer than its heap object", std::to_string(length));
  file.count(length);
  return text_of(object->second.first(length));
}

std::string read_fixed_string(const Datatype& type, Cursor& elements) {
  std::string text = elements.text(type.size);
  if (type.space_padded) text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

// A datatype: 0 class (low half) and version   1 flags of the class, 3 bytes   4 size of an element, 4 bytes
//             8 properties of the class...
Datatype read_datatype(const FileBytes& file, std::span<const std::byte> body) {
  Cursor fields(file, body, "a datatype");
  const std::uint8_t head = fields.u8();
  const std::uint8_t version = head >> 4;
  const auto flags = static_cast<std::uint32_t>(fields.unsigned_of(3));
  const std::uint32_t size = fields.u32();
  if (version < 1 || version > 5) file.fail("a datatype must be of version 1 to 5", std::to_string(version));
  if (size == 0) file.fail("a datatype has no size");
  Datatype type;
  type.size = size;
  switch (head & 0x0F) {
    case class_integer:
      type.dtype = read_integer(file, fields, flags, size);
      return type;
    case class_float:
      type.dtype = read_float(file, fields, flags, size);
      return type;
    case class_string:
      type.kind = Datatype::Kind::fixed_string;
      type.space_padded = (flags & 0x0F) == 2;
      return type;
    case class_enumeration:
      type = read_enumeration(file, fields, version, flags & 0xFFFF);
      if (type.size != size) file.fail("an enumeration's size is not its base type's", std::to_string(size));
      return type;
    case class_variable_length:
      if ((flags & 0x0F) != 1) file.fail("variable-length sequences are not supported");
      if (size != 16) file.fail("a variable-length string must take 16 bytes", std::to_string(size));
      type.kind = Datatype::Kind::variable_string;
      return type;
    default:
      file.fail("a datatype is not supported: only integers, floats, booleans and strings are",
                "class " + std::to_string(head & 0x0F));
  }
}

// Version 1: 0 version   1 axes   2 flags   3 unused, 5 bytes   8 lengths, 8 bytes each [greatest lengths]
// Version 2: 0 version   1 axes   2 flags   3 kind: 0 scalar, 1 simple, 2 null   4 lengths, 8 bytes each [...]
Dataspace read_dataspace(const FileBytes& file, std::span<const std::byte> body) {
  Cursor fields(file, body, "a dataspace");
  const std::uint8_t version = fields.u8();
  const std::uint8_t axes = fields.u8();
  fields.skip(1);
  if (version != 1 && version != 2) file.fail("a dataspace must be of version 1 or 2", std::to_string(version));
  if (axes > most_axes) file.fail("a dataspace must have at most 32 axes", std::to_string(axes));
  Dataspace space;
  if (version == 1) {
    fields.skip(5);
  } else {
    space.null = fields.u8() == 2;
  }
  space.elements = space.null ? 0 : 1;
  std::uint64_t product = 1;
  for (int axis = 0; axis < axes; ++axis) {
    const std::uint64_t length = fields.u64();
    constexpr std::uint64_t most = std::uint64_t{1} << 48;
    if (length > most || (length != 0 && product > most / length)) file.fail("a dataspace has too many elements");
    if (length != 0) product *= length;
    space.elements *= length;
    space.shape.push_back(static_cast<std::int64_t>(length));
  }
  if (space.null) space.shape = {0};
  return space;
}

Hdf5Value read_elements(FileBytes& file, const Datatype& type, const Dataspace& space,
                        std::span<const std::byte> data) {
  // Both factors are checked: at most 2^48 elements of at most 2^32 bytes; compared without multiplying.
  const bool fits = space.elements == 0
                        ? data.empty()
                        : data.size() % space.elements == 0 && data.size() / space.elements == type.size;
  if (!fits) {
    file.fail("the elements do not fill shape " + to_string(space.shape), std::to_string(data.size()) + " bytes");
  }
  if (type.kind == Datatype::Kind::numbers) return read_numbers(type, space, data);
  if (space.shape.size() > 1) file.fail("strings of more than one axis are not supported", to_string(space.shape));
  Cursor elements(file, data, "a string");
  std::vector<std::string> strings(static_cast<std::size_t>(space.elements));
  for (std::string& text : strings) {
    text = type.kind == Datatype::Kind::fixed_string ? read_fixed_string(type, elements)
                                                     : read_variable_string(file, elements);
  }
  if (space.shape.empty()) return std::move(strings.front());
  return strings;
}

// 0 version   1 flags, unused in version 1   2 length of the name, 2 bytes   4 of the datatype   6 of the dataspace
// [version 3: 8 character set]   name with its NUL   datatype   dataspace   elements; version 1 pads each part to 8.
Hdf5Attribute read_attribute(FileBytes& file, std::span<const std::byte> body) {
  Cursor fields(file, body, "an attribute");
  const std::uint8_t version = fields.u8();
  const std::uint8_t flags = fields.u8();
  if (version < 1 || version > 3) file.fail("an attribute must be of version 1 to 3", std::to_string(version));
  if (version > 1 && (flags & 3)) file.fail("attributes of shared types are not supported");
  const std::uint16_t name_length = fields.u16();
  const std::uint16_t type_length = fields.u16();
  const std::uint16_t space_length = fields.u16();
  if (version == 3) fields.skip(1);
  const auto part = [&](std::uint64_t length) {
    const auto bytes = fields.take(length);
    if (version == 1) fields.align();
    return bytes;
  };
  Hdf5Attribute attribute;
  attribute.name = text_of(part(name_length));
  const std::size_t path_length = file.path.size();
  file.path += " attribute " + attribute.name;
  const Datatype type = read_datatype(file, part(type_length));
  const Dataspace space = read_dataspace(file, part(space_length));
  if (space.elements > fields.left() / type.size) file.fail("its elements are cut short", to_string(space.shape));
  attribute.value = read_elements(file, type, space, fields.take(space.elements * type.size));
  file.path.resize(path_length);
  return attribute;
}

}  // namespace kvant::formats::hdf5
