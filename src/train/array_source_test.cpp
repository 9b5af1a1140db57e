// SPDX-License-Identifier: Apache-2.0
// Arrays as samples: what is refused, what is converted, what is fetched.
#include "train/array_source.h"

#include "train/source_part.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <array>
#include <limits>

using namespace kvant;
using namespace kvant::train;

namespace {

const Shape one = {unknown_length, 1}, two = {unknown_length, 2};

float first_input(data::SampleSource& source, std::int64_t row) {
  float x = 0;
  float* const place = &x;
  source.fetch({&row, 1}, {&place, 1}, {});
  return x;
}

}  // namespace

TEST_CASE("samples are checked") {
  const Array column = Array({1, 2, 3});
  CHECK(ArraySource("fit", {&column}, {one}, {&column}, {one}).rows() == 3);
  const Array whole = Array::from<std::int32_t>(std::vector<std::int32_t>{4, 5});
  ArraySource converted("fit", {&whole}, {one}, {}, {});
  CHECK(first_input(converted, 1) == 5.0f);
  CHECK_THROWS_WITH_AS(ArraySource("fit", {&column}, {two}, {}, {}),
                       "fit: x: the model needs shape (None, 2), received (3,)", Error);
  const Array four = Array({1, 2, 3, 4});
  CHECK_THROWS_WITH_AS(ArraySource("fit", {&column}, {one}, {&four}, {one}),
                       "fit: x has 3 rows, y must have as many, received 4", Error);
  CHECK_THROWS_WITH_AS(ArraySource("fit", {&column, &four}, {one, one}, {}, {}),
                       "fit: x has 3 rows, x[1] must have as many, received 4", Error);
  CHECK_THROWS_WITH_AS(ArraySource("fit", {&column}, {one, one}, {}, {}),
                       "fit: x: the model needs 2 arrays, received 1", Error);
  const Array none;
  CHECK_THROWS_AS(ArraySource("fit", {&none}, {one}, {}, {}), Error);
  const Array bad = Array({1, 2, std::numeric_limits<float>::quiet_NaN()});
  CHECK_THROWS_WITH_AS(ArraySource("fit", {&column}, {one}, {&bad}, {one}),
                       "fit: y: row 2 is not a finite number, received NaN", Error);
  const Array pair = Array({1, 2, 3, std::numeric_limits<float>::infinity()}).reshape({2, 2});
  CHECK_THROWS_WITH_AS(ArraySource("fit", {&pair}, {two}, {}, {}),
                       "fit: x: row 1 is not a finite number, received infinity", Error);
}

TEST_CASE("rows are fetched in the order asked for, of the whole and of a part") {
  const Array x = Array({1, 2, 3, 4, 5, 6}).reshape({3, 2}), y = Array({10, 20, 30});
  ArraySource source("fit", {&x}, {two}, {&y}, {one});
  CHECK(source.input_shapes() == std::vector<Shape>{{2}});
  CHECK(source.target_shapes() == std::vector<Shape>{{1}});
  std::array<float, 6> inputs{};
  std::array<float, 3> targets{};
  const std::array<float*, 1> to_x = {inputs.data()}, to_y = {targets.data()};
  const std::array<std::int64_t, 3> order = {2, 0, 2};
  source.fetch(order, to_x, to_y);
  CHECK(inputs == std::array<float, 6>{5, 6, 1, 2, 5, 6});
  CHECK(targets == std::array<float, 3>{30, 10, 30});
  SourcePart part(source, 1, 3);
  CHECK(part.rows() == 2);
  const std::array<std::int64_t, 1> second = {1};
  part.fetch(second, to_x, to_y);
  CHECK(targets[0] == 30);
}
