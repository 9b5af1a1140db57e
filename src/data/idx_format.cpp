// SPDX-License-Identifier: Apache-2.0
// The head of an IDX file, checked before any number is used.
#include "data/idx_format.h"

#include <fmt/format.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <string>

namespace kvant::data {
namespace {

constexpr std::size_t most_axes = 64;

struct TypeCode {
  unsigned code;
  DType dtype;
};
constexpr std::array<TypeCode, 6> type_codes = {{{0x08, DType::uint8},
                                                 {0x09, DType::int8},
                                                 {0x0b, DType::int16},
                                                 {0x0c, DType::int32},
                                                 {0x0d, DType::float32},
                                                 {0x0e, DType::float64}}};

DType type_of(unsigned code, const std::string& name) {
  for (const TypeCode& row : type_codes) {
    if (row.code == code) return row.dtype;
  }
  throw Error(name, "is an IDX file of an unknown type of numbers", fmt::format("{:02x}", code));
}

}  // namespace

bool is_idx_name(std::string_view path) {
  if (path.ends_with(".idx")) return true;
  const std::size_t dash = path.rfind('-');
  if (dash == std::string_view::npos) return false;
  const std::string_view type = path.substr(dash + 1);
  // "-idx3-ubyte": the number of axes stands between.
  const std::size_t begin = path.substr(0, dash).rfind("idx");
  if (begin == std::string_view::npos || begin + 3 == dash) return false;
  const std::string_view digits = path.substr(begin + 3, dash - begin - 3);
  constexpr std::array<std::string_view, 6> types = {"ubyte", "byte", "short", "int", "float", "double"};
  return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::find(types.begin(), types.end(), type) != types.end();
}

StoredArray read_idx(std::span<const std::byte> bytes, std::string_view name) {
  const std::string where(name);
  if (bytes.empty()) throw Error(where, "is empty");
  if (bytes.size() < 4) throw Error(where, "ends within its header");
  const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(bytes[i]); };
  if (at(0) != 0 || at(1) != 0) {
    throw Error(where, "is not an IDX file, which begins with 00 00", fmt::format("{:02x} {:02x}", at(0), at(1)));
  }
  StoredArray array{.dtype = type_of(at(2), where), .big_endian = true};
  const std::size_t axes = at(3);
  if (axes == 0 || axes > most_axes) throw Error(where, "must have 1 to 64 axes", std::to_string(axes));
  const std::size_t head = 4 + 4 * axes;
  if (bytes.size() < head) throw Error(where, "ends within its header");
  for (std::size_t i = 4; i < head; i += 4) {
    array.shape.push_back(std::int64_t{at(i)} << 24 | at(i + 1) << 16 | at(i + 2) << 8 | at(i + 3));
  }
  std::uint64_t count = 0;
  try {
    count = static_cast<std::uint64_t>(element_count(array.shape));
  } catch (const Error&) {
    throw Error(where, "has too many elements", to_string(array.shape));
  }
  array.bytes = bytes.subspan(head);
  const std::size_t element_bytes = size_of(array.dtype);
  if (array.bytes.size() % element_bytes != 0 || count != array.bytes.size() / element_bytes) {
    throw Error(where,
                fmt::format("needs {} numbers of {}", count,
                            element_bytes == 1 ? "1 byte" : fmt::format("{} bytes", element_bytes)),
                fmt::format("{} bytes", array.bytes.size()));
  }
  if (count == 0) throw Error(where, "holds no numbers", to_string(array.shape));
  return array;
}

std::vector<std::byte> write_idx(const Array& array) {
  unsigned code = 0;
  for (const TypeCode& row : type_codes) {
    if (row.dtype == array.dtype()) code = row.code;
  }
  if (code == 0) throw Error("idx", "has no code for this type", std::string(name_of(array.dtype())));
  if (array.rank() == 0 || array.shape().size() > most_axes) {
    throw Error("idx", "needs 1 to 64 axes", to_string(array.shape()));
  }
  std::vector<std::byte> bytes = {std::byte{0}, std::byte{0}, static_cast<std::byte>(code),
                                  static_cast<std::byte>(array.rank())};
  for (const std::int64_t length : array.shape()) {
    if (length >= std::int64_t{1} << 32) throw Error("idx", "has no room for such a length", std::to_string(length));
    for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<std::byte>(length >> shift));
  }
  const std::size_t element_bytes = size_of(array.dtype());
  const std::span<const std::byte> numbers = array.bytes();
  for (std::size_t i = 0; i < numbers.size(); i += element_bytes) {
    for (std::size_t k = element_bytes; k-- > 0;) bytes.push_back(numbers[i + k]);
  }
  return bytes;
}

}  // namespace kvant::data
