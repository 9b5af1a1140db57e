// SPDX-License-Identifier: Apache-2.0
// Samples become few bytes that still show what they were.
#include "kvant/report_samples.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using kvant::Array;
using kvant::base64;
using kvant::SampleDrawings;

namespace {

Array floats(const std::vector<float>& values, kvant::Shape shape) {
  return Array::from(values).reshape(std::move(shape));
}

}  // namespace

TEST_CASE("base64 as RFC 4648 gives it") {
  const auto of = [](const std::string& text) { return base64({text.begin(), text.end()}); };
  CHECK(of("").empty());
  CHECK(of("f") == "Zg==");
  CHECK(of("fo") == "Zm8=");
  CHECK(of("foo") == "Zm9v");
  CHECK(of("foobar") == "Zm9vYmFy");
  CHECK(base64({0xFB, 0xEF, 0xFF}) == "++//");
}

TEST_CASE("a picture's range is the pixels', or the data's") {
  // Whole numbers up to 255 are pixels already.
  const Array pixels = floats({0, 1, 100, 254, 7, 8, 9, 101}, {2, 2, 2, 1});
  const SampleDrawings as_they_are(pixels, {2, 2, 1});
  CHECK(as_they_are.bytes_of(0) == base64({0, 1, 100, 254}));
  CHECK(as_they_are.bytes_of(1) == base64({7, 8, 9, 101}));
  CHECK(as_they_are.form()["high"] == 255);

  const Array real = floats({-1, 0, 1, 3}, {1, 2, 2, 1});
  const SampleDrawings stretched(real, {2, 2, 1});
  CHECK(stretched.bytes_of(0) == base64({0, 64, 128, 255}));
  CHECK(stretched.form() ==
        nlohmann::ordered_json::parse(R"({"kind":"picture","height":2,"width":2,"channels":1,"low":-1.0,"high":3.0})"));

  const Array even = floats({5, 5, 5}, {1, 1, 1, 3});
  CHECK(SampleDrawings(even, {1, 1, 3}).bytes_of(0) == base64({128, 128, 128}));
  const Array bytes = Array::from<std::uint8_t>(std::vector<std::uint8_t>{0, 200, 3}).reshape({1, 1, 3, 1});
  CHECK(SampleDrawings(bytes, {1, 3, 1}).bytes_of(0) == base64({0, 200, 3}));
}

TEST_CASE("a large picture is drawn smaller, block by block, each channel for itself") {
  constexpr int height = 130, width = 96;  // blocks of 3
  std::vector<float> values(height * width * 3);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 3 == 0 ? 255.0F : i % 3 == 1 ? 51.0F : 0.0F;
  values[0] = 252;  // alone in its block of 9: 254 and two thirds
  const Array x = floats(values, {1, height, width, 3});
  const SampleDrawings drawings(x, {height, width, 3});
  const auto form = drawings.form();
  CHECK(form["height"] == 44);
  CHECK(form["width"] == 32);
  std::vector<std::uint8_t> expected;
  for (int i = 0; i < 44 * 32; ++i) expected.insert(expected.end(), {255, 51, 0});
  CHECK(drawings.bytes_of(0) == base64(expected));
}

TEST_CASE("a signal keeps the lowest and the highest of every block") {
  const Array brief = floats({0, 10, 1, 20, 2, 30}, {1, 3, 2});
  const SampleDrawings whole(brief, {3, 2});
  CHECK(whole.form()["points"] == 3);
  CHECK(whole.form()["channels"] == 2);
  CHECK(whole.bytes_of(0) == base64({0, 85, 9, 170, 17, 255}));

  std::vector<float> values(16000, 0.0F);
  values[2] = 4, values[3] = -1;  // both in the first block of 250
  const Array sound = floats(values, {1, 16000});
  const SampleDrawings drawings(sound, {16000});
  CHECK(drawings.form()["points"] == 128);
  std::vector<std::uint8_t> expected(128, 51);
  expected[0] = 0, expected[1] = 255;
  CHECK(drawings.bytes_of(0) == base64(expected));
}

TEST_CASE("what is neither picture nor signal is not drawn; a wide matrix is a picture") {
  const Array block(kvant::float32, {1, 4, 4, 5});
  const SampleDrawings none(block, {4, 4, 5});
  CHECK(none.form()["kind"] == "none");
  CHECK(none.bytes_of(0).empty());
  CHECK(SampleDrawings(block, {10, 8}).form()["kind"] == "picture");
  CHECK(SampleDrawings(block, {40, 2}).form()["kind"] == "signal");
  CHECK(SampleDrawings(block, {80}).form()["kind"] == "signal");
}
