// SPDX-License-Identifier: Apache-2.0
// Converts numbers as files hold them.
#include "data/stored_array.h"

#include <kvant/types/error.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

namespace kvant::data {
namespace {

void swap_bytes(std::span<std::byte> bytes, std::size_t element_bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += element_bytes) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                 bytes.begin() + static_cast<std::ptrdiff_t>(i + element_bytes));
  }
}

template <class T>
void convert(std::span<const std::byte> bytes, bool swapped, float* numbers) {
  std::array<std::byte, sizeof(T)> one;
  for (std::size_t i = 0; i < bytes.size(); i += sizeof(T)) {
    std::memcpy(one.data(), bytes.data() + i, sizeof(T));
    if (swapped) std::reverse(one.begin(), one.end());
    T value;
    std::memcpy(&value, one.data(), sizeof(T));
    *numbers++ = static_cast<float>(value);
  }
}

}  // namespace

std::int64_t StoredArray::row_size() const { return element_count({shape.begin() + 1, shape.end()}); }

void read_row(const StoredArray& array, std::int64_t row, float* numbers) {
  const std::size_t row_bytes = static_cast<std::size_t>(array.row_size()) * size_of(array.dtype);
  const auto bytes = array.bytes.subspan(static_cast<std::size_t>(row) * row_bytes, row_bytes);
  switch (array.dtype) {
    case DType::float32:
      return convert<float>(bytes, array.big_endian, numbers);
    case DType::float64:
      return convert<double>(bytes, array.big_endian, numbers);
    case DType::uint8:
      return convert<std::uint8_t>(bytes, false, numbers);
    case DType::int8:
      return convert<std::int8_t>(bytes, false, numbers);
    case DType::int16:
      return convert<std::int16_t>(bytes, array.big_endian, numbers);
    case DType::int32:
      return convert<std::int32_t>(bytes, array.big_endian, numbers);
    case DType::int64:
      return convert<std::int64_t>(bytes, array.big_endian, numbers);
    case DType::boolean:
      for (const std::byte byte : bytes) *numbers++ = byte == std::byte{0} ? 0.0f : 1.0f;
      return;
    default:
      throw Error("data", "cannot be read as float32", std::string(name_of(array.dtype)));
  }
}

Array to_array(const StoredArray& stored) {
  Array array(stored.dtype, stored.shape);
  if (!stored.bytes.empty()) std::memcpy(array.bytes().data(), stored.bytes.data(), stored.bytes.size());
  if (stored.big_endian) swap_bytes(array.bytes(), size_of(stored.dtype));
  if (stored.dtype == DType::boolean) {
    for (std::byte& byte : array.bytes()) byte = std::byte{byte != std::byte{0}};
  }
  return array;
}

StoredArray store(Array array) {
  const auto kept = std::make_shared<const Array>(std::move(array));
  return {kept->dtype(), false, kept->shape(), kept->bytes(), kept};
}

}  // namespace kvant::data
