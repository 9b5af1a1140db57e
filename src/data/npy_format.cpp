// SPDX-License-Identifier: Apache-2.0
// The frame of a .npy file: length fields, byte order, order of axes.
#include "data/npy_format.h"

#include <fmt/format.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "data/npy_header.h"

namespace kvant::data {
namespace {

constexpr std::string_view magic = "\x93NUMPY";

// Walks the result in C order and keeps the source's offset, where the first axis runs fastest.
void copy_fortran(std::span<const std::byte> source, Array& array) {
  const std::size_t element_bytes = size_of(array.dtype());
  const Shape& shape = array.shape();
  Shape index(shape.size(), 0), step(shape.size(), 1);
  for (std::size_t axis = 1; axis < shape.size(); ++axis) step[axis] = step[axis - 1] * shape[axis - 1];
  std::int64_t offset = 0;
  for (std::int64_t i = 0; i < array.size(); ++i) {
    std::memcpy(array.bytes().data() + static_cast<std::size_t>(i) * element_bytes,
                source.data() + static_cast<std::size_t>(offset) * element_bytes, element_bytes);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      offset += step[axis];
      if (++index[axis] < shape[axis]) break;
      offset -= step[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

// The header's text; bytes then begins behind it.
std::string_view take_header(std::span<const std::byte>& bytes, const std::string& name) {
  if (bytes.size() < 10 || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0) {
    throw Error(name, bytes.empty() ? "is empty" : "is not a .npy file");
  }
  const auto at = [&](std::size_t i) { return std::to_integer<std::size_t>(bytes[i]); };
  const std::size_t version = at(6);
  if (version < 1 || version > 3 || at(7) != 0) {
    throw Error(name, "is of an unknown .npy version", fmt::format("{}.{}", version, at(7)));
  }
  const std::size_t begin = version == 1 ? 10 : 12;
  if (bytes.size() < begin) throw Error(name, "ends within its header");
  std::size_t length = at(8) | at(9) << 8;
  if (version > 1) length |= at(10) << 16 | at(11) << 24;
  if (length > bytes.size() - begin) throw Error(name, "ends within its header");
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + begin, length);
  bytes = bytes.subspan(begin + length);
  return text;
}

// A file of a hundred bytes must not promise rows that nobody can count through.
void check_empty(const Shape& shape, const std::string& where) {
  for (const std::int64_t length : shape) {
    if (length > 1 << 20) throw Error(where, "has an axis beyond 2^20 but no numbers", to_string(shape));
  }
}

}  // namespace

StoredArray read_stored_npy(std::span<const std::byte> bytes, std::string_view name) {
  const std::string where(name);
  const NpyHeader header = read_npy_header(take_header(bytes, where), name);
  const std::size_t element_bytes = size_of(header.dtype);
  std::uint64_t count = 0;
  try {
    count = static_cast<std::uint64_t>(element_count(header.shape));
  } catch (const Error&) {
    throw Error(where, "has too many elements", to_string(header.shape));
  }
  if (bytes.size() % element_bytes != 0 || count != bytes.size() / element_bytes) {
    throw Error(where, fmt::format("needs {} numbers of {} bytes", count, element_bytes),
                fmt::format("{} bytes", bytes.size()));
  }
  if (count == 0) check_empty(header.shape, where);
  StoredArray stored{.dtype = header.dtype, .big_endian = header.big_endian, .shape = header.shape, .bytes = bytes};
  if (!header.fortran_order || header.shape.size() < 2) return stored;
  Array reordered(header.dtype, header.shape);
  copy_fortran(bytes, reordered);
  const bool swapped = stored.big_endian;
  stored = store(std::move(reordered));
  stored.big_endian = swapped;
  return stored;
}

Array read_npy(std::span<const std::byte> bytes, std::string_view name) {
  return to_array(read_stored_npy(bytes, name));
}

std::vector<std::byte> write_npy(const Array& array) {
  std::string text = write_npy_header(array.dtype(), array.shape());
  // NumPy leaves room for the first length to grow to 21 digits.
  if (array.rank() > 0) text.append(21 - std::to_string(array.shape().front()).size(), ' ');
  // Magic, version and length are 10 bytes in version 1, which holds any header of up to 64 axes.
  constexpr std::size_t alignment = 64, begin = 10;
  text.append(alignment - (begin + text.size() + 1) % alignment, ' ');
  text += '\n';
  if (text.size() > 0xffff) throw Error("npy", "cannot hold so many axes", std::to_string(array.rank()));

  std::vector<std::byte> bytes(begin + text.size() + array.bytes().size());
  std::memcpy(bytes.data(), magic.data(), magic.size());
  bytes[6] = std::byte{1};
  bytes[8] = static_cast<std::byte>(text.size());
  bytes[9] = static_cast<std::byte>(text.size() >> 8);
  std::memcpy(bytes.data() + begin, text.data(), text.size());
  std::copy(array.bytes().begin(), array.bytes().end(),
            bytes.begin() + static_cast<std::ptrdiff_t>(begin + text.size()));
  return bytes;
}

}  // namespace kvant::data
