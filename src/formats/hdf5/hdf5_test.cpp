// SPDX-License-Identifier: Apache-2.0
// HDF5: what is written reads back, and damaged files are refused with an Error.
#include "formats/hdf5/hdf5_format.h"
#include "formats/hdf5/hdf5_output.h"
#include "formats/hdf5/hdf5_reader.h"
#include "formats/hdf5/hdf5_writer.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

using namespace kvant;
using namespace kvant::formats;

namespace {

std::string error_of(std::span<const std::byte> bytes) {
  try {
    read_hdf5(bytes, "a.h5");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

template <class Function>
std::string error_in(Function function) {
  try {
    function();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

bool same(const Hdf5Value& a, const Hdf5Value& b) {
  if (a.index() != b.index()) return false;
  const Array* x = std::get_if<Array>(&a);
  if (!x) {
    if (std::holds_alternative<std::string>(a)) return std::get<std::string>(a) == std::get<std::string>(b);
    return std::get<std::vector<std::string>>(a) == std::get<std::vector<std::string>>(b);
  }
  const Array& y = std::get<Array>(b);
  return x->dtype() == y.dtype() && x->shape() == y.shape() && std::ranges::equal(x->bytes(), y.bytes());
}

/// Equal, with children in any order.
bool same(const Hdf5Node& a, const Hdf5Node& b) {
  if (a.name != b.name || a.is_group() != b.is_group() || a.children.size() != b.children.size()) return false;
  if (a.value && !same(*a.value, *b.value)) return false;
  if (a.attributes.size() != b.attributes.size()) return false;
  for (const Hdf5Attribute& attribute : a.attributes) {
    const Hdf5Value* other = b.find_attribute(attribute.name);
    if (!other || !same(attribute.value, *other)) return false;
  }
  return std::ranges::all_of(a.children, [&](const Hdf5Node& child) {
    const Hdf5Node* other = b.find(child.name);
    return other && same(child, *other);
  });
}

Hdf5Tree small_model() {
  Hdf5Tree tree;
  tree.set_attribute("model_config", std::string(5000, '{'));
  tree.set_attribute("layer_names", std::vector<std::string>{"dense", "", "größe"});
  tree.set_attribute("none", std::vector<std::string>{});
  tree.set_attribute("axes", Array::from<std::int64_t>(std::vector<std::int64_t>{2, 3}));
  tree.add_dataset("layers/dense/vars/1", Array{0.5F, -1.0F, 0.0F});
  tree.add_dataset("layers/dense/vars/0", Array::from<float>(std::vector<float>{-2, -1, 0, 1, 2, 3}, {2, 3}));
  tree.group("layers/dense/vars").set_attribute("name", std::string("dense"));
  tree.group("layers/flatten");
  tree.add_dataset("step", Array(DType::int64, {})).set_attribute("unit", std::string());
  tree.add_dataset("text", std::string("one"));
  tree.add_dataset("texts", std::vector<std::string>{"one", "two"});
  tree.add_dataset("nothing", Array(DType::float32, {0, 4}));
  return tree;
}

/// A file of HDF5 1.8: a root with ten links in a fractal heap, each to an int8 scalar in a header of its own.
///   superblock 0..48 | root header 48 | heap | heap block | index | its leaf | ten datasets
std::vector<std::byte> dense_file() {
  constexpr std::uint64_t root = 48, heap = 96, block = 256, index = 768, leaf = 832, objects = 1024;
  hdf5::Output out;
  const auto go_to = [&](std::uint64_t at) { out.zeros(at - out.size()); };
  out.text(hdf5::signature);
  out.u32(0x00080802);  // version 2, 8 and 8 bytes
  out.u64(0);
  out.u64(hdf5::undefined_address);
  out.u64(objects + 10 * 64);
  out.u64(root);
  go_to(root);
  out.text("OHDR");
  out.u16(0x0002);  // version 2, first length of one byte
  out.u8(22);
  out.u8(hdf5::message_link_info);
  out.u16(18);
  out.u8(0);
  out.u16(0);
  out.u64(heap);
  out.u64(index);
  go_to(heap);
  out.text("FRHP");
  out.u8(0);
  out.u16(7);
  out.zeros(3);
  out.u32(4096);  // greatest object
  out.zeros(96);
  out.u16(4);  // table width
  out.u64(512);
  out.u64(65536);
  out.u16(32);
  out.u16(1);
  out.u64(block);
  go_to(block);
  out.text("FHDB");
  out.zeros(17);
  for (std::uint64_t i = 0; i < 10; ++i) {  // links of 12 bytes, from 21 on
    out.u16(0x0001);
    out.u8(1);
    out.u8(static_cast<std::uint8_t>('a' + i));
    out.u64(objects + i * 64);
  }
  go_to(index);
  out.text("BTHD");
  out.u16(0x0500);
  out.u32(512);
  out.u16(11);
  out.u16(0);
  out.u16(0);
  out.u64(leaf);
  out.u16(10);
  out.u64(10);
  go_to(leaf);
  out.text("BTLF");
  out.u16(0x0500);
  for (std::uint64_t i = 0; i < 10; ++i) {
    out.u32(0);
    out.u8(0);
    out.u32(static_cast<std::uint32_t>(21 + 12 * i));
    out.u16(12);
  }
  for (std::uint64_t i = 0; i < 10; ++i) {
    go_to(objects + i * 64);
    out.text("OHDR");
    out.u16(0x0002);
    out.u8(4 + 4 + 4 + 12 + 4 + 5);
    out.u8(hdf5::message_dataspace);
    out.u16(4);
    out.u8(0);
    out.u32(0x00000002);  // version 2, no axes, scalar
    out.u8(hdf5::message_datatype);
    out.u16(12);
    out.u8(0);
    out.u32(0x00000810);
    out.u32(1);
    out.u32(0x00080000);
    out.u8(hdf5::message_layout);
    out.u16(5);
    out.u8(0);
    out.u8(3);
    out.u8(0);
    out.u16(1);
    out.u8(static_cast<std::uint8_t>(i));
  }
  go_to(objects + 10 * 64);
  return out.take();
}

/// Every truncation and `rounds` random changes either read or throw Error.
void check_damage(const std::vector<std::byte>& good, int rounds) {
  for (std::size_t length = 0; length < good.size(); ++length) {
    const std::vector<std::byte> cut(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length));
    error_of(cut);
  }
  std::mt19937 random(1);
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::byte> bad = good;
    for (std::uint32_t change = random() % 4 + 1; change > 0; --change) {
      const std::size_t at = random() % bad.size();
      constexpr std::uint8_t telling[] = {0, 1, 2, 0x7F, 0x80, 0xFF};
      bad[at] = static_cast<std::byte>(random() % 2 ? telling[random() % 6] : random() % 256);
      // An address may be replaced by another one of the file, which makes cycles.
      if (random() % 4 == 0 && at + 8 <= bad.size()) std::memcpy(&bad[at], &good[random() % (good.size() - 8)], 8);
    }
    error_of(bad);
  }
}

}  // namespace

TEST_CASE("a tree finds and takes nodes by path") {
  Hdf5Tree tree = small_model();
  REQUIRE(tree.find("layers/dense/vars/0"));
  CHECK(std::get<Array>(*tree.find("layers/dense/vars/0")->value).shape() == Shape{2, 3});
  CHECK(tree.find("") == &tree);
  CHECK_FALSE(tree.find("layers/dense/vars/2"));
  CHECK_FALSE(tree.find("step/0"));
  CHECK_FALSE(tree.find_attribute("keras_version"));
  CHECK(error_in([&] { tree.add_dataset("step", Array{}); }) == "hdf5: a path is given twice, received step");
  CHECK(error_in([&] { tree.group("step/x"); }) == "hdf5: a dataset stands where a group is needed, received step/x");
  CHECK(error_in([&] { tree.group("a//b"); }) == "hdf5: a path has an empty step, received a//b");
  CHECK(strings_of(*tree.find_attribute("layer_names"), "x").size() == 3);
  CHECK(strings_of(Array(DType::float64, {0}), "x").empty());
  CHECK(error_in([&] { strings_of(*tree.find_attribute("axes"), "x"); }) ==
        "x: must be strings, received int64 of shape (2,)");
}

TEST_CASE("hdf5 reads back what it writes") {
  const Hdf5Tree tree = small_model();
  const std::vector<std::byte> bytes = write_hdf5(tree);
  CHECK(same(read_hdf5(bytes, "a.h5"), tree));
  CHECK(write_hdf5(tree) == bytes);
  // A reader meets children in the order of their names; from there on the bytes stay.
  const std::vector<std::byte> sorted = write_hdf5(read_hdf5(bytes, "a.h5"));
  CHECK(sorted.size() == bytes.size());
  CHECK(write_hdf5(read_hdf5(sorted, "a.h5")) == sorted);
}

TEST_CASE("hdf5 keeps every type of numbers") {
  for (int code = 0; code <= 20; ++code) {
    const auto dtype = static_cast<DType>(code);
    CAPTURE(name_of(dtype));
    if (size_of(dtype) == 0) continue;
    Hdf5Tree tree;
    Array values(dtype, {3, 1});
    for (std::size_t i = 0; i < values.bytes().size(); ++i) values.bytes()[i] = static_cast<std::byte>(i % 2);
    tree.add_dataset("x", values);
    if (dtype == DType::complex64 || dtype == DType::complex128) {
      CHECK(error_in([&] { write_hdf5(tree); }).starts_with("hdf5: this type of numbers cannot be written"));
    } else {
      CHECK(same(read_hdf5(write_hdf5(tree), "a.h5"), tree));
    }
  }
}

TEST_CASE("hdf5 groups hold any number of children") {
  for (int count : {0, 1, 8, 9, 256, 257, 3000}) {
    Hdf5Tree tree;
    for (int i = 0; i < count; ++i) {
      Hdf5Node& child = tree.children.emplace_back();
      child.name = "layer_" + std::to_string(i);
      child.set_attribute("index", std::to_string(i));
    }
    CHECK(same(read_hdf5(write_hdf5(tree), "a.h5"), tree));
  }
}

TEST_CASE("hdf5 refuses to write what a file cannot hold") {
  const auto refused = [](auto change) {
    Hdf5Tree tree;
    change(tree);
    return error_in([&] { write_hdf5(tree); });
  };
  const std::string nul("a\0b", 3);
  CHECK(refused([](Hdf5Tree& tree) { tree.children.resize(1); }) ==
        "hdf5: a child must have a name without '/' and NUL");
  CHECK(refused([](Hdf5Tree& tree) { tree.children.resize(2, Hdf5Node{"a", {}, {}, {}}); }) ==
        "hdf5: a child is given twice, received a");
  CHECK(refused([](Hdf5Tree& tree) { tree.value = Array{}; }) == "hdf5: the root must be a group");
  CHECK(refused([](Hdf5Tree& tree) { tree.add_dataset("x", Array{}).children.resize(1); }) ==
        "hdf5: a dataset must not have children, received x");
  CHECK(refused([&](Hdf5Tree& tree) { tree.set_attribute("x", nul); }) ==
        "hdf5: a string must not contain NUL, received a");
  CHECK(refused([](Hdf5Tree& tree) { tree.set_attribute("x", std::vector<std::string>(4096)); }) ==
        "hdf5: attribute x does not fit the 64 kB an attribute may have, received 65536 bytes");
  CHECK(refused([](Hdf5Tree& tree) {
          std::string path = "a";
          for (int i = 0; i < 64; ++i) path += "/a";
          tree.group(path);
        }) == "hdf5: groups are nested too deeply, received a");
}

TEST_CASE("hdf5 reads links kept in a fractal heap") {
  const std::vector<std::byte> bytes = dense_file();
  const Hdf5Tree tree = read_hdf5(bytes, "dense.h5");
  REQUIRE(tree.children.size() == 10);
  const Array& last = std::get<Array>(*tree.find("j")->value);
  CHECK(last.shape().empty());
  CHECK(last.values<std::int8_t>()[0] == 9);
  check_damage(bytes, 5000);
}

TEST_CASE("hdf5 says what is wrong with a file") {
  const std::vector<std::byte> good = write_hdf5(small_model());
  CHECK(error_of({}) == "a.h5: is not an HDF5 file: its signature is missing, received 0 bytes");
  CHECK(error_of(std::span(good).first(good.size() - 1)) == "a.h5: is truncated: it should have " +
                                                                std::to_string(good.size()) + " bytes, received " +
                                                                std::to_string(good.size() - 1));
  const auto changed = [&](std::size_t at, std::uint8_t to) {
    std::vector<std::byte> bad = good;
    bad[at] = std::byte{to};
    return error_of(bad);
  };
  CHECK(changed(8, 9) == "a.h5: must have a superblock of version 0 to 3, received 9");
  CHECK(changed(13, 4) == "a.h5: must have addresses and lengths of 8 bytes, received 4 and 8");
  CHECK(changed(71, 1).starts_with("a.h5: an object header lies outside the file's"));
}

TEST_CASE("hdf5 refuses cycles and chunks") {
  Hdf5Tree tree;
  tree.group("a");
  std::vector<std::byte> bytes = write_hdf5(tree);
  // The only symbol of the root leads back to the root, whose header the superblock names at 64.
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::memcpy(&bytes[text.find("SNOD") + 16], &bytes[64], 8);
  CHECK(error_of(bytes) == "a.h5: /a: is reached by two paths, which is not supported");

  Hdf5Tree numbers;
  numbers.add_dataset("x", Array{1});
  bytes = write_hdf5(numbers);
  const std::byte layout[] = {
      std::byte{hdf5::message_layout}, {}, std::byte{24}, {}, {}, {}, {}, {}, std::byte{3}, std::byte{1}};
  const auto at = std::search(bytes.begin(), bytes.end(), std::begin(layout), std::end(layout));
  REQUIRE(at != bytes.end());
  at[9] = std::byte{2};
  CHECK(error_of(bytes) == "a.h5: /x: chunked storage is not supported");
}

TEST_CASE("hdf5 survives any damage") {
  Hdf5Tree tree = small_model();
  tree.set_attribute("model_config", std::string("{}"));
  check_damage(write_hdf5(tree), 10000);
}

TEST_CASE("hdf5 reads a Keras file") {
  std::ifstream in(KVANT_SOURCE_DIR "/../shared/models/ad.h5", std::ios::binary);
  if (!in) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  const std::string file((std::istreambuf_iterator<char>(in)), {});
  const Hdf5Tree tree = read_hdf5(std::as_bytes(std::span(file)), "ad.h5");
  CHECK(std::get<std::string>(*tree.find_attribute("keras_version")) == "2.4.0");
  CHECK(std::get<std::string>(*tree.find_attribute("model_config")).size() == 12870);
  const Hdf5Node* weights = tree.find("model_weights");
  REQUIRE(weights);
  CHECK(strings_of(*weights->find_attribute("layer_names"), "").size() == 29);
  CHECK(strings_of(*weights->find("input_1")->find_attribute("weight_names"), "").empty());
  const auto shape_of = [&](std::string_view path) { return std::get<Array>(*weights->find(path)->value).shape(); };
  CHECK(strings_of(*weights->find("dense")->find_attribute("weight_names"), "") ==
        std::vector<std::string>{"dense/kernel:0", "dense/bias:0"});
  CHECK(shape_of("dense/dense/kernel:0") == Shape{640, 128});
  CHECK(shape_of("dense_4/dense_4/kernel:0") == Shape{128, 8});
  CHECK(shape_of("batch_normalization_4/batch_normalization_4/moving_variance:0") == Shape{8});
  CHECK(shape_of("dense_9/dense_9/bias:0") == Shape{640});
  CHECK(std::get<Array>(*tree.find("optimizer_weights/Adam/iter:0")->value).dtype() == DType::int64);
  CHECK(same(read_hdf5(write_hdf5(tree), "copy.h5"), tree));
}
