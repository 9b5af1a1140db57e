// SPDX-License-Identifier: Apache-2.0
// .npz: names, order, refusals.
#include "data/npz_format.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include "formats/zip/zip_archive.h"

using kvant::Array;
using namespace kvant::data;

TEST_CASE("arrays come back under their names, in order") {
  const std::vector<NamedArray> arrays = {{"x", Array{1.0f, 2.0f}}, {"labels/y", Array(kvant::int8, {2, 3})}};
  const std::vector<NamedArray> back = read_npz(write_npz(arrays), "a.npz");
  REQUIRE(back.size() == 2);
  CHECK(back[0].name == "x");
  CHECK(back[0].array.values<float>()[1] == 2.0f);
  CHECK(back[1].name == "labels/y");
  CHECK(back[1].array.shape() == kvant::Shape{2, 3});
  CHECK(&array_of(back, "labels/y", "a.npz") == &back[1].array);
  CHECK_THROWS_WITH_AS(array_of(back, "z", "a.npz"), "a.npz: has no such array; its arrays are x, labels/y, received z",
                       kvant::Error);
}

TEST_CASE("names that cannot stand are refused") {
  CHECK_THROWS_AS(write_npz({{"x", Array{}}, {"x", Array{}}}), kvant::Error);
  CHECK_THROWS_AS(write_npz({{"", Array{}}}), kvant::Error);
}

TEST_CASE("entries that are no arrays are passed over, broken arrays named") {
  const std::vector<std::byte> text = {std::byte{'h'}, std::byte{'i'}};
  const std::vector<kvant::formats::ZipEntry> other = {{"readme.txt", text}}, broken = {{"x.npy", text}};
  CHECK(read_npz(kvant::formats::write_zip(other), "a.npz").empty());
  CHECK_THROWS_WITH_AS(read_npz(kvant::formats::write_zip(broken), "a.npz"), "a.npz: x: is not a .npy file",
                       kvant::Error);
}
