// SPDX-License-Identifier: Apache-2.0
// Variables survive being written and read; a file that is damaged anywhere is refused.
#include "formats/saved_model/tensor_bundle.h"
#include "formats/saved_model/crc32c.h"
#include "formats/saved_model/sorted_table.h"

#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <cstring>
#include <string_view>

using namespace kvant;
using namespace kvant::formats;

namespace {

FolderFiles example() {
  std::map<std::string, Array> tensors;
  tensors["a/kernel"] = Array{1, 2, 3, 4, 5, 6}.reshape({2, 3});
  tensors["a/bias"] = Array{0.5f, -0.5f, 0.25f};
  tensors["step"] = Array::from<std::int64_t>(std::vector<std::int64_t>{7});
  for (int i = 0; i < 40; ++i) tensors["many/" + std::to_string(i)] = Array{static_cast<float>(i)};
  return write_tensor_bundle("variables/variables", tensors, "graph", "a text");
}

TensorBundle open(const FolderFiles& files) {
  const ModelFolder folder = [&files](const std::string& path) -> std::optional<std::vector<std::byte>> {
    const auto found = files.find(path);
    if (found == files.end()) return {};
    return found->second;
  };
  return {folder, "variables/variables", "sine"};
}

/// Reads everything.
void read_all(const FolderFiles& files) {
  const TensorBundle bundle = open(files);
  for (const char* key : {"a/kernel", "a/bias", "step", "many/0", "many/39"}) bundle.read(key);
  bundle.read_text("graph");
}

}  // namespace

TEST_CASE("the checksum is that of RFC 3720") {
  const std::string_view digits = "123456789";
  CHECK(crc32c(std::as_bytes(std::span(digits))) == 0xe3069283u);
  CHECK(crc32c(std::as_bytes(std::span(digits.substr(4))), crc32c(std::as_bytes(std::span(digits.substr(0, 4))))) ==
        0xe3069283u);
}

TEST_CASE("variables survive") {
  const FolderFiles files = example();
  const TensorBundle bundle = open(files);
  const Array kernel = bundle.read("a/kernel");
  CHECK(kernel.shape() == Shape{2, 3});
  CHECK(kernel.values<float>()[5] == 6.0f);
  CHECK(bundle.read("many/39").values<float>()[0] == 39.0f);
  CHECK(bundle.read("step").values<std::int64_t>()[0] == 7);
  CHECK(bundle.read_text("graph") == "a text");
  CHECK_THROWS_WITH(bundle.read("b/bias"), "sine: variables: none has the key b/bias");
  CHECK_THROWS_WITH(bundle.read("graph"), "sine: variables: graph is not a whole tensor of numbers");
  CHECK_THROWS_WITH(bundle.read_text("step"), "sine: variables: step is not a text");
}

TEST_CASE("without a table there are no variables") { CHECK(open({}).empty()); }

TEST_CASE("a file that is missing or cut off is refused") {
  FolderFiles files = example();
  const std::string data = "variables/variables.data-00000-of-00001";
  files[data].resize(files[data].size() - 1);
  CHECK_THROWS_WITH(read_all(files), doctest::Contains("ends before the numbers of step do"));
  files.erase(data);
  CHECK_THROWS_WITH(read_all(files), doctest::Contains("variables.data-00000-of-00001 is missing"));
  FolderFiles cut = example();
  for (std::size_t length = 0; length < cut["variables/variables.index"].size(); length += 7) {
    FolderFiles shorter = cut;
    shorter["variables/variables.index"].resize(length);
    CHECK_THROWS_AS(read_all(shorter), Error);
  }
}

TEST_CASE("every damaged byte is found, or does no harm") {
  const FolderFiles files = example();
  for (const auto& [path, bytes] : files) {
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
      FolderFiles damaged = files;
      damaged[path][i] ^= std::byte{0x40};
      try {
        read_all(damaged);
      } catch (const Error&) {
        continue;
      }
      // The empty block's handle, the restarts, and variables that were not read.
      CHECK_MESSAGE(open(damaged).read("a/kernel").values<float>()[0] == 1.0f, path, " byte ", i);
    }
  }
}
