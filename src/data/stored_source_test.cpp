// SPDX-License-Identifier: Apache-2.0
// Stored arrays as samples.
#include "data/stored_source.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <array>
#include <cmath>

using kvant::Array;
using kvant::Shape;
using namespace kvant::data;

TEST_CASE("rows come in the order that is asked for, as floats") {
  const Array x = Array{1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f}.reshape({3, 2}).astype(kvant::uint8);
  StoredSource source({{"x", store(x)}}, {{"y", store(Array{7.0f, 8.0f, 9.0f})}}, false);
  CHECK(source.rows() == 3);
  CHECK(source.in_memory());
  CHECK(source.input_shapes() == std::vector<Shape>{{2}});
  CHECK(source.target_shapes() == std::vector<Shape>{{1}});
  std::array<float, 4> inputs{};
  std::array<float, 2> targets{};
  const std::array<std::int64_t, 2> rows = {2, 0};
  source.fetch(rows, std::array{inputs.data()}, std::array{targets.data()});
  CHECK(inputs == std::array{5.0f, 6.0f, 1.0f, 2.0f});
  CHECK(targets == std::array{9.0f, 7.0f});
  source.fetch(rows, std::array{inputs.data()}, {});
}

TEST_CASE("bytes of the other order, and bool bytes beyond 1") {
  const std::array<std::byte, 4> bytes = {std::byte{1}, std::byte{2}, std::byte{0}, std::byte{3}};
  float number = 0;
  read_row({.dtype = kvant::DType::int16, .big_endian = true, .shape = {2}, .bytes = bytes}, 1, &number);
  CHECK(number == 3.0f);
  read_row({.dtype = kvant::DType::boolean, .shape = {4}, .bytes = bytes}, 3, &number);
  CHECK(number == 1.0f);
}

TEST_CASE("what cannot be trained on is refused at once, or when it is streamed") {
  const auto make = [](const Array& x, const Array& y, bool stream = false) {
    return StoredSource({{"x.npy", store(x)}}, {{"y.npy", store(y)}}, stream);
  };
  CHECK_THROWS_WITH_AS(make(Array{1.0f, 2.0f}, Array{1.0f}), "y.npy: must have as many rows as x.npy, 2, received 1",
                       kvant::Error);
  CHECK_THROWS_WITH_AS(make(Array{}, Array{}), "x.npy: holds no rows", kvant::Error);
  CHECK_THROWS_WITH_AS(make(Array(kvant::DType::uint32, {1}), Array{1.0f}),
                       "data: cannot be read as float32, received uint32", kvant::Error);
  const Array bad = {1.0f, std::nanf("")};
  CHECK_THROWS_WITH_AS(make(bad, bad), "x.npy: row 1 (from 0): is not a finite number, received nan", kvant::Error);
  StoredSource source = make(bad, bad, true);
  CHECK_FALSE(source.in_memory());
  float number = 0;
  const std::array<std::int64_t, 1> good_row = {0}, bad_row = {1};
  source.fetch(good_row, std::array{&number}, {});
  CHECK(number == 1.0f);
  CHECK_THROWS_AS(source.fetch(bad_row, std::array{&number}, {}), kvant::Error);
}
