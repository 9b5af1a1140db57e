// SPDX-License-Identifier: Apache-2.0
// Archives: what is written reads back, and damaged or hostile ones are refused with an Error.
#include "formats/zip/zip_archive.h"
#include "formats/zip/zip_memory.h"

#include <doctest/doctest.h>
#include <kvant/types/error.h>
#include <minizip/zip.h>

#include <algorithm>
#include <random>

using namespace kvant;
using namespace kvant::formats;

namespace {

std::vector<std::byte> bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

std::string error_of(std::span<const std::byte> bytes) {
  try {
    read_zip(bytes, "a.keras");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::string write_error_of(const std::vector<ZipEntry>& entries) {
  try {
    write_zip(entries);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

std::vector<ZipEntry> model() {
  return {{"metadata.json", bytes_of("{}")}, {"config.json", bytes_of("{\"a\": 1}")}, {"assets/empty", {}}};
}

/// An archive as other tools write it: deflated, any path.
std::vector<std::byte> deflated(const std::vector<ZipEntry>& entries) {
  ZipMemory memory;
  zlib_filefunc64_def functions = memory.functions();
  zipFile archive = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
  for (const ZipEntry& entry : entries) {
    zip_fileinfo info{};
    zipOpenNewFileInZip64(archive, entry.path.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED, 9, 0);
    zipWriteInFileInZip(archive, entry.bytes.data(), static_cast<unsigned>(entry.bytes.size()));
    zipCloseFileInZip(archive);
  }
  zipClose(archive, nullptr);
  return memory.output;
}

/// The place of a field in the first entry of the directory.
std::size_t in_directory(const std::vector<std::byte>& archive, std::size_t field) {
  const std::vector<std::byte> mark = bytes_of("PK\1\2");
  return static_cast<std::size_t>(std::search(archive.begin(), archive.end(), mark.begin(), mark.end()) -
                                  archive.begin()) +
         field;
}

void check_damage(const std::vector<std::byte>& good, int rounds) {
  for (std::size_t length = 0; length < good.size(); ++length) {
    CHECK_FALSE(error_of(std::span(good).first(length)).empty());
  }
  std::mt19937 random(1);
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::byte> bad = good;
    for (std::uint32_t change = random() % 3 + 1; change > 0; --change) {
      bad[random() % bad.size()] = static_cast<std::byte>(random() % 2 ? random() % 256 : 255 * (random() % 2));
    }
    error_of(bad);
  }
}

}  // namespace

TEST_CASE("zip reads back what it writes, in order") {
  const std::vector<ZipEntry> entries = model();
  const std::vector<std::byte> archive = write_zip(entries);
  const std::vector<ZipEntry> read = read_zip(archive, "a.keras");
  REQUIRE(read.size() == entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    CHECK(read[i].path == entries[i].path);
    CHECK(read[i].bytes == entries[i].bytes);
  }
  CHECK(write_zip(entries) == archive);
  // No file of any format is an archive without entries.
  CHECK(error_of(write_zip({})) == "a.keras: is no .zip archive, which .keras and .npz files are, or it is truncated");
}

TEST_CASE("zip entries are stored and dated 1980-01-01") {
  const std::vector<std::byte> archive = write_zip(model());
  CHECK(archive[in_directory(archive, 10)] == std::byte{0});
  CHECK(archive[in_directory(archive, 11)] == std::byte{0});
  const std::byte date[] = {{}, {}, std::byte{0x21}, {}};
  CHECK(std::equal(std::begin(date), std::end(date), archive.begin() + static_cast<long>(in_directory(archive, 12))));
}

TEST_CASE("zip reads deflated entries and leaves folders out") {
  const std::vector<std::byte> text(3'000'000, std::byte{'x'});
  const std::vector<ZipEntry> read = read_zip(deflated({{"assets/", {}}, {"assets/a", text}}), "a.keras");
  REQUIRE(read.size() == 1);
  CHECK(read[0].path == "assets/a");
  CHECK(read[0].bytes == text);
}

TEST_CASE("zip refuses paths that lead elsewhere, and twins") {
  for (const char* path : {"../a", "a/../b", "a/..", "/a", "c:/a", "a\\b", "a//b", "./a"}) {
    CAPTURE(path);
    CHECK_FALSE(error_of(deflated({{path, bytes_of("x")}})).empty());
    CHECK_FALSE(write_error_of({{path, {}}}).empty());
  }
  CHECK(error_of(deflated({{"../a", {}}})) == "a.keras: has an entry whose path has a forbidden step, received ../a");
  CHECK(error_of(deflated({{"a", {}}, {"a", {}}})) == "a.keras: has a path twice, received a");
  CHECK(write_error_of({{"a", {}}, {"a", {}}}) == "zip: has a path twice, received a");
  CHECK(write_error_of({{"a/", {}}}) == "zip: has a folder, received a/");
  CHECK(write_error_of({{std::string("a\0b", 3), {}}}).starts_with("zip: has an entry with NUL"));
  CHECK_FALSE(write_error_of({{std::string(70000, 'a'), {}}}).empty());
}

TEST_CASE("zip refuses bombs, wrong checksums and other methods") {
  const std::vector<std::byte> good = write_zip(model());
  CHECK(error_of({}) == "a.keras: is empty");
  std::vector<std::byte> bad = good;
  bad[in_directory(bad, 24) + 1] = std::byte{9};
  CHECK(error_of(bad) == "a.keras: has an entry metadata.json that expands too much, received 2306 bytes");
  bad = good;
  const std::vector<std::byte> config = bytes_of("{\"a\": 1}");
  *std::search(bad.begin(), bad.end(), config.begin(), config.end()) = std::byte{'['};
  CHECK(error_of(bad) == "a.keras: has an entry whose checksum is wrong, received config.json");
  bad = good;
  bad[in_directory(bad, 10)] = std::byte{12};
  CHECK(error_of(bad) == "a.keras: has an entry metadata.json that is neither stored nor deflated, received method 12");
  bad = good;
  bad[in_directory(bad, 8)] |= std::byte{1};
  CHECK(error_of(bad) == "a.keras: has an encrypted entry, received metadata.json");
}

TEST_CASE("zip survives any damage") {
  check_damage(write_zip(model()), 5000);
  check_damage(deflated({{"a", std::vector<std::byte>(500, std::byte{'x'})}, {"b", bytes_of("abcabc")}}), 5000);
}
