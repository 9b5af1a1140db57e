// SPDX-License-Identifier: Apache-2.0
// What the writer writes the reader reads; what is cut off, too deep or of another type is refused.
#include "formats/protobuf/wire_reader.h"
#include "formats/protobuf/wire_writer.h"

#include <kvant/types/error.h>

#include <doctest/doctest.h>

using namespace kvant;
using namespace kvant::formats;

namespace {

WireReader reader_of(const std::string& text) { return {std::as_bytes(std::span(text)), "x.pb"}; }

/// What walking over all fields, and into none, says.
std::string message_of(const std::string& text) {
  try {
    for (WireReader fields = reader_of(text); fields.next();) continue;
    return {};
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("every kind of field survives") {
  WireWriter inner;
  inner.text(1, "relu").varint(2, -1);
  WireWriter writer;
  writer.varint(1, 300).number(2, 0.5f).text(3, "sine").message(4, inner).fixed32(5, 0xdeadbeef);
  writer.packed(6, std::vector<std::int64_t>{1, 128, -1}).varint(6, 7);

  std::vector<std::int64_t> numbers;
  std::string name;
  for (WireReader fields = reader_of(writer.text()); fields.next();) {
    if (fields.number() == 1) CHECK(fields.value() == 300);
    if (fields.number() == 2) CHECK(fields.float_value() == 0.5f);
    if (fields.number() == 3) CHECK(fields.text() == "sine");
    if (fields.number() == 5) CHECK(fields.fixed32() == 0xdeadbeef);
    if (fields.number() == 6) fields.append_to(numbers);
    if (fields.number() != 4) continue;
    for (WireReader nested = fields.message(); nested.next();) {
      if (nested.number() == 1) name = nested.text();
      if (nested.number() == 2) CHECK(nested.value() == -1);
    }
  }
  CHECK(name == "relu");
  CHECK(numbers == std::vector<std::int64_t>{1, 128, -1, 7});
}

TEST_CASE("bytes are those of the format") {
  WireWriter writer;
  writer.varint(1, 150).text(2, "testing");
  CHECK(writer.text() == std::string("\x08\x96\x01\x12\x07testing"));
}

TEST_CASE("packed floats") {
  WireWriter floats;
  floats.bare_fixed32(0x3f800000).bare_fixed32(0x40000000);
  WireWriter writer;
  writer.message(5, floats).number(5, 3.0f);
  std::vector<float> values;
  for (WireReader fields = reader_of(writer.text()); fields.next();) fields.append_to(values);
  CHECK(values == std::vector<float>{1, 2, 3});
  const std::string three_bytes("\x2a\x03\x01\x02\x03", 5);
  WireReader broken = reader_of(three_bytes);
  REQUIRE(broken.next());
  CHECK_THROWS_WITH(broken.append_to(values), "x.pb: before byte 5: packed numbers end within one, received 3 bytes");
}

TEST_CASE("damaged messages are refused, with the place") {
  CHECK(message_of(std::string("\x12\x07test", 6)) ==
        "x.pb: before byte 2: a field is cut off: 4 bytes are left for it, received 7");
  CHECK(message_of("\x08") == "x.pb: before byte 1: a number is cut off");
  CHECK(message_of("\x08\x80\x80") == "x.pb: before byte 3: a number is cut off");
  CHECK(message_of("\x08" + std::string(9, '\xff') + "\x02") == "x.pb: before byte 11: a number has more than 64 bits");
  CHECK(message_of("\x0b") == "x.pb: before byte 1: a field must have wire type 0, 1, 2 or 5, received 3");
  CHECK(message_of(std::string("\x00\x01", 2)) == "x.pb: before byte 1: no field has this number, received 0");
  CHECK(message_of("\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01").find("is cut off") != std::string::npos);
}

TEST_CASE("a field of another type is refused") {
  WireWriter writer;
  writer.varint(7, 1);
  WireReader fields = reader_of(writer.text());
  REQUIRE(fields.next());
  CHECK_THROWS_WITH(fields.text(), "x.pb: before byte 2: field 7 must have wire type 2, received 0");
  CHECK_THROWS_WITH(fields.float_value(), "x.pb: before byte 2: field 7 must have wire type 5, received 0");
  CHECK_THROWS_AS(fields.message(), Error);
}

TEST_CASE("nesting ends at 100 levels") {
  WireWriter writer;
  for (int i = 0; i < 150; ++i) {
    WireWriter outer;
    outer.message(1, writer);
    writer = outer;
  }
  const auto descend = [&] {
    WireReader fields = reader_of(writer.text());
    while (fields.next()) fields = fields.message();
  };
  CHECK_THROWS_WITH_AS(descend(), doctest::Contains("nested more than 100 levels deep"), Error);
}
