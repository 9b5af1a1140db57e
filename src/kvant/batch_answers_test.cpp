// SPDX-License-Identifier: Apache-2.0
// Many samples on several threads give what one interpreter gives, in order.
#include "kvant/batch_answers.h"

#include <kvant/converter.h>
#include <kvant/interpreter.h>
#include <kvant/sequential.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <cstring>

using kvant::Array;

namespace {

kvant::Bytes small_model() {
  const kvant::Sequential model({kvant::Dense(3, {.activation = "softmax", .input_shape = {2}})});
  auto converter = kvant::TFLiteConverter::from_keras_model(model);
  converter.optimizations = {kvant::Optimize::DEFAULT};
  converter.representative_dataset = Array::from<float>(std::vector<float>{-4, -4, 4, 4}).reshape({2, 2});
  return converter.convert();
}

}  // namespace

TEST_CASE("a batch of any size is answered as one by one") {
  const kvant::Bytes model = small_model();
  kvant::Interpreter one_by_one(model);
  for (const std::int64_t rows : {1, 63, 64, 65, 1000}) {
    CAPTURE(rows);
    Array x(kvant::float32, {rows, 2});
    for (std::size_t i = 0; i < static_cast<std::size_t>(2 * rows); ++i)
      x.values<float>()[i] = static_cast<float>(i * 37 % 160) / 20 - 4;
    const Array expected = one_by_one.run_float(x), answers = kvant::answer_batch(model, "model", x);
    REQUIRE(answers.shape() == expected.shape());
    CHECK(std::memcmp(answers.bytes().data(), expected.bytes().data(), expected.bytes().size()) == 0);
  }
}

TEST_CASE("a source is answered as the array of its inputs") {
  const kvant::Bytes model = small_model();
  for (const std::int64_t rows : {1, 1024, 1500}) {
    CAPTURE(rows);
    Array x(kvant::float32, {rows, 2});
    for (std::size_t i = 0; i < static_cast<std::size_t>(2 * rows); ++i)
      x.values<float>()[i] = static_cast<float>(i * 37 % 160) / 20 - 4;
    const Array expected = kvant::answer_batch(model, "model", x);
    const Array answers = kvant::answer_batch(model, "model", kvant::DataSource({x}, {}));
    REQUIRE(answers.shape() == expected.shape());
    CHECK(std::memcmp(answers.bytes().data(), expected.bytes().data(), expected.bytes().size()) == 0);
  }
}

TEST_CASE("what cannot be answered is an error, not the end") {
  CHECK_THROWS_AS(kvant::answer_batch(small_model(), "model", Array(kvant::float32, {500, 3})), kvant::Error);
  CHECK_THROWS_AS(kvant::answer_batch({}, "model", Array(kvant::float32, {500, 2})), kvant::Error);
}
