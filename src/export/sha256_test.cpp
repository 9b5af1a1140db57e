// SPDX-License-Identifier: Apache-2.0
// SHA-256 against the standard's examples and every length around a block's end.
#include "export/sha256.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using kvant::exporting::sha256_hex;

namespace {
std::string digest(const std::string& text) { return sha256_hex(std::as_bytes(std::span(text))); }
}  // namespace

TEST_CASE("the examples of FIPS 180-4") {
  CHECK(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(digest(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("lengths around the end of a block") {
  // The digests of 'a' repeated 0 to 130 times, joined, digested: one number for all paddings.
  std::string joined;
  for (std::size_t length = 0; length <= 130; ++length) joined += digest(std::string(length, 'a'));
  CHECK(digest(joined) == "5eee4c50e1b5ec4f1a47f34c25ca988850b49da7904f5ab1b3abc5cc0ae66ef9");
}
