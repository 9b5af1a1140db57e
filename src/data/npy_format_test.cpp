// SPDX-License-Identifier: Apache-2.0
// .npy: recorded headers, every type and order, hostile bytes.
#include "data/npy_format.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>

#include "random/philox.h"

using kvant::Array;
using kvant::DType;
using kvant::data::read_npy;
using kvant::data::write_npy;

namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto* first = reinterpret_cast<const std::byte*>(text.data());
  return {first, first + text.size()};
}

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A version 1 file with this dictionary and these numbers.
std::vector<std::byte> file_of(const std::string& dictionary, std::string_view numbers) {
  std::string text = "\x93NUMPY";
  text += {'\x01', '\0', static_cast<char>(dictionary.size() & 0xff), static_cast<char>(dictionary.size() >> 8)};
  return bytes_of(text + dictionary + std::string(numbers));
}

std::string message_of(const std::vector<std::byte>& bytes) {
  try {
    read_npy(bytes, "a.npy");
  } catch (const kvant::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("write_npy gives numpy.save's bytes") {
  const std::string head("\x93NUMPY\x01\0\x76\0", 10);
  const auto padded = [&](std::string dictionary) {
    dictionary.resize(0x75, ' ');
    return head + dictionary + "\n";
  };
  const Array floats = Array::from<float>(std::vector<float>{1.0f, -2.0f});
  CHECK(text_of(write_npy(floats)) ==
        padded("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }") + std::string("\0\0\x80\x3f\0\0\0\xc0", 8));
  CHECK(text_of(write_npy(Array(DType::int8, {}))) ==
        std::string("\x93NUMPY\x01\0\x76\0", 10) +
            padded("{'descr': '|i1', 'fortran_order': False, 'shape': (), }").substr(10) + std::string(1, '\0'));
  CHECK(text_of(write_npy(Array(DType::boolean, {0, 3}))) ==
        padded("{'descr': '|b1', 'fortran_order': False, 'shape': (0, 3), }"));
  CHECK_THROWS_AS(write_npy(Array(DType::bfloat16, {1})), kvant::Error);
}

TEST_CASE("the lesson's .npy is read and written unchanged") {
  std::ifstream file(std::string(KVANT_SOURCE_DIR) + "/../shared/lesson/x_representative.npy", std::ios::binary);
  if (!file) {
    MESSAGE("skipped: no ../shared");
    return;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const Array array = read_npy(bytes_of(text), "x.npy");
  CHECK(array.shape() == kvant::Shape{500, 1});
  CHECK(array.dtype() == DType::float32);
  CHECK(text_of(write_npy(array)) == text);
}

TEST_CASE("every type comes back") {
  for (const DType dtype : {DType::float32, DType::float64, DType::float16, DType::int8, DType::uint8, DType::int16,
                            DType::uint16, DType::int32, DType::uint32, DType::int64, DType::uint64}) {
    Array array(dtype, {2, 3, 1});
    for (std::size_t i = 0; i < array.bytes().size(); ++i) array.bytes()[i] = static_cast<std::byte>(i * 7);
    const Array back = read_npy(write_npy(array), "a.npy");
    CHECK(back.dtype() == dtype);
    CHECK(back.shape() == array.shape());
    CHECK(std::equal(back.bytes().begin(), back.bytes().end(), array.bytes().begin(), array.bytes().end()));
  }
}

TEST_CASE("Fortran order, the other byte order, bool bytes, versions 2 and 3") {
  const Array turned = read_npy(
      file_of("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }\n", "\x01\x02\x03\x04\x05\x06"), "a.npy");
  CHECK(std::equal(turned.bytes().begin(), turned.bytes().end(), bytes_of("\x01\x03\x05\x02\x04\x06").begin()));

  const Array cube = read_npy(
      file_of("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 2, 2), }\n", "\x01\x02\x03\x04\x05\x06\x07\x08"),
      "a.npy");
  CHECK(std::equal(cube.bytes().begin(), cube.bytes().end(), bytes_of("\x01\x05\x03\x07\x02\x06\x04\x08").begin()));

  const Array swapped = read_npy(
      file_of("{'shape': (2,), 'fortran_order': False, 'descr': '>i2'}", std::string_view("\x01\x02\xff\xfe", 4)), "a");
  CHECK(swapped.values<std::int16_t>()[0] == 0x102);
  CHECK(swapped.values<std::int16_t>()[1] == -2);

  const Array truth = read_npy(
      file_of("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", std::string_view("\0\x01\x80", 3)), "a");
  CHECK(truth.values<bool>()[2] == true);
  CHECK(truth.bytes()[2] == std::byte{1});

  const std::string dictionary = "{\"descr\": \"<f8\", \"fortran_order\": False, \"shape\": ()}";
  for (const char version : {'\x02', '\x03'}) {
    const std::string head = std::string("\x93NUMPY") + version + std::string(1, '\0') +
                             static_cast<char>(dictionary.size()) + std::string(3, '\0');
    const Array scalar = read_npy(bytes_of(head + dictionary + std::string("\0\0\0\0\0\0\xf0\x3f", 8)), "a.npy");
    CHECK(scalar.values<double>()[0] == 1.0);
  }
}

TEST_CASE("messages") {
  const auto with_shape = [](const std::string& shape) {
    return file_of("{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + "}", "1234");
  };
  CHECK(message_of(bytes_of("PK")) == "a.npy: is not a .npy file");
  CHECK(message_of(with_shape("(2,)")) == "a.npy: needs 2 numbers of 4 bytes, received 4 bytes");
  CHECK(message_of(with_shape("(1152921504606846976,)")) ==
        "a.npy: needs 1152921504606846976 numbers of 4 bytes, received 4 bytes");
  CHECK(message_of(with_shape("(1152921504606846976, 1152921504606846976)")) ==
        "a.npy: has too many elements, received (1152921504606846976, 1152921504606846976)");
  CHECK(message_of(with_shape("(9999999999999999999,)")).find("too large a length") != std::string::npos);
  CHECK(message_of(file_of("{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976, 0)}", "")) ==
        "a.npy: has an axis beyond 2^20 but no numbers, received (1152921504606846976, 0)");
  CHECK(message_of(with_shape("(-1,)")).find("needs a length") != std::string::npos);
  CHECK(message_of(with_shape("(" +
                              [] {
                                std::string ones;
                                for (int i = 0; i < 65; ++i) ones += "1,";
                                return ones;
                              }() +
                              ")"))
            .find("more than 64 axes") != std::string::npos);
  CHECK(message_of(file_of("{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}", "")).find("must hold bool or") !=
        std::string::npos);
  CHECK(message_of(file_of("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,)}", "")).find("named") !=
        std::string::npos);
  CHECK(message_of(file_of("{'descr': '', 'fortran_order': False, 'shape': (1,)}", "")).find("must hold bool or") !=
        std::string::npos);
}

TEST_CASE("hostile bytes are refused or read, never more") {
  Array array(DType::int16, {3, 2});
  const std::vector<std::byte> good = write_npy(array);
  const auto attempt = [](const std::vector<std::byte>& bytes) {
    try {
      read_npy(bytes, "a.npy");
    } catch (const kvant::Error&) {
    }
  };
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK_THROWS_AS(
        read_npy(std::vector<std::byte>(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)), "a.npy"),
        kvant::Error);
  }
  kvant::random::Philox random(1);
  for (int i = 0; i < 50000; ++i) {
    std::vector<std::byte> bytes = good;
    for (std::uint64_t change = random.bounded(4) + 1; change > 0; --change) {
      bytes[random.bounded(80)] = static_cast<std::byte>(random.bounded(3) ? random.bounded(96) + 32 : random.next());
    }
    attempt(bytes);
  }
}
