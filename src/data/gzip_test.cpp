// SPDX-License-Identifier: Apache-2.0
// .gz: whole, damaged, cut and hostile files.
#include "data/gzip.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>

#include <zlib.h>

#include <string>

using namespace kvant::data;

namespace {

std::vector<std::byte> pack(const std::string& text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::vector<std::byte> packed(deflateBound(&stream, text.size()) + 32);
  std::string copy = text;
  stream.next_in = reinterpret_cast<Bytef*>(copy.data());
  stream.avail_in = static_cast<uInt>(copy.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("what was packed comes back, long or short, in one member or two") {
  std::string text;
  for (int i = 0; i < 1000000; ++i) text += std::to_string(i);
  std::vector<std::byte> packed = pack(text);
  CHECK(text_of(read_gzip(packed, "a.gz")) == text);
  CHECK(read_gzip(pack(""), "a.gz").empty());
  const std::vector<std::byte> more = pack("more");
  packed.insert(packed.end(), more.begin(), more.end());
  CHECK(text_of(read_gzip(packed, "a.gz")) == text + "more");
}

TEST_CASE("every cut is an error, and so is every changed byte of data") {
  const std::vector<std::byte> packed = pack("a text that is packed, and packed again, and packed again");
  for (std::size_t length = 0; length < packed.size(); ++length) {
    CHECK_THROWS_AS(read_gzip(std::span(packed).first(length), "a.gz"), kvant::Error);
  }
  for (std::size_t i = 10; i < packed.size(); ++i) {  // the head's time and system may change
    std::vector<std::byte> changed = packed;
    changed[i] ^= std::byte{0x55};
    CHECK_THROWS_AS(read_gzip(changed, "a.gz"), kvant::Error);
  }
}

TEST_CASE("messages say what is wrong") {
  const auto check = [](std::vector<std::byte> bytes, const char* message, std::size_t most = 1000) {
    CHECK_THROWS_WITH_AS(read_gzip(bytes, "a.gz", most), message, kvant::Error);
  };
  std::vector<std::byte> packed = pack("text");
  check({}, "a.gz: is empty");
  check(std::vector<std::byte>(20), "a.gz: is not a .gz file");
  check({packed.begin(), packed.end() - 3}, "a.gz: is a .gz file that ends too early");
  check(pack(std::string(1001, 'x')), "a.gz: expands to more than 1000 bytes");
  CHECK(read_gzip(pack(std::string(1000, 'x')), "a.gz", 1000).size() == 1000);
  std::vector<std::byte> longer = packed;
  longer.resize(longer.size() + 5);
  check(longer, "a.gz: has bytes behind its end");
  packed[packed.size() - 8] ^= std::byte{1};
  check(packed, "a.gz: is a damaged .gz file, received incorrect data check");
}
