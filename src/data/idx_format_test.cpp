// SPDX-License-Identifier: Apache-2.0
// IDX: written bytes, every type, refusals.
#include "data/idx_format.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <array>

using kvant::Array;
using kvant::DType;
using kvant::Shape;
using namespace kvant::data;

namespace {

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
  std::vector<std::byte> bytes;
  for (const int value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

}  // namespace

TEST_CASE("an IDX file is what the format's drawing says") {
  const auto file = bytes_of({0, 0, 0x0b, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0x01, 0x02, 0xff, 0xfe});
  const StoredArray stored = read_idx(file, "a");
  CHECK(stored.shape == Shape{2, 1});
  CHECK(stored.dtype == DType::int16);
  const Array array = to_array(stored);
  CHECK(array.values<std::int16_t>()[0] == 0x0102);
  CHECK(array.values<std::int16_t>()[1] == -2);
  CHECK(write_idx(array) == file);
  float row = 0;
  read_row(stored, 1, &row);
  CHECK(row == -2.0f);
}

TEST_CASE("every type comes back, as an array and row by row") {
  for (const DType dtype : {DType::uint8, DType::int8, DType::int16, DType::int32, DType::float32, DType::float64}) {
    CAPTURE(kvant::name_of(dtype));
    const Array array = Array{0.0f, 1.0f, 2.0f, 3.0f, 4.0f, 125.0f}.reshape({3, 2}).astype(dtype);
    const std::vector<std::byte> file = write_idx(array);
    const StoredArray stored = read_idx(file, "a");
    const Array back = to_array(stored);
    CHECK(back.dtype() == dtype);
    CHECK(back.shape() == array.shape());
    CHECK(std::equal(back.bytes().begin(), back.bytes().end(), array.bytes().begin(), array.bytes().end()));
    std::array<float, 2> row{};
    read_row(stored, 2, row.data());
    CHECK(row == std::array{4.0f, 125.0f});
  }
}

TEST_CASE("names of IDX files") {
  for (const char* name : {"train-images-idx3-ubyte", "a/t10k-labels-idx1-ubyte", "x.idx", "f-idx2-float"}) {
    CHECK(is_idx_name(name));
  }
  for (const char* name : {"a.csv", "idx", "x-idx-ubyte", "x-idx3", "x-idx3-words", "train-images-ubyte", ""}) {
    CHECK_FALSE(is_idx_name(name));
  }
}

TEST_CASE("malformed files are refused before their numbers are used") {
  const auto check = [](std::initializer_list<int> values, const char* message) {
    CHECK_THROWS_WITH_AS(read_idx(bytes_of(values), "a.idx"), message, kvant::Error);
  };
  check({}, "a.idx: is empty");
  check({0, 0, 8}, "a.idx: ends within its header");
  check({0, 0, 8, 1, 0, 0, 0}, "a.idx: ends within its header");
  check({0x89, 0x50, 8, 1}, "a.idx: is not an IDX file, which begins with 00 00, received 89 50");
  check({0, 0, 0x0a, 1}, "a.idx: is an IDX file of an unknown type of numbers, received 0a");
  check({0, 0, 8, 0}, "a.idx: must have 1 to 64 axes, received 0");
  check({0, 0, 8, 1, 0, 0, 0, 2, 7}, "a.idx: needs 2 numbers of 1 byte, received 1 bytes");
  check({0, 0, 8, 1, 0, 0, 0, 1, 7, 7}, "a.idx: needs 1 numbers of 1 byte, received 2 bytes");
  check({0, 0, 0x0c, 1, 0, 0, 0, 1, 7, 7}, "a.idx: needs 1 numbers of 4 bytes, received 2 bytes");
  check({0, 0, 8, 1, 0, 0, 0, 0}, "a.idx: holds no numbers, received (0,)");
  check({0, 0, 8, 1, 255, 255, 255, 255, 1}, "a.idx: needs 4294967295 numbers of 1 byte, received 1 bytes");
  check({0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255},
        "a.idx: has too many elements, received (4294967295, 4294967295)");
}

TEST_CASE("what IDX cannot hold is refused") {
  CHECK_THROWS_WITH_AS(write_idx(Array(DType::int64, {1})), "idx: has no code for this type, received int64",
                       kvant::Error);
  CHECK_THROWS_AS(write_idx(Array(DType::uint8, {})), kvant::Error);
}
