// SPDX-License-Identifier: Apache-2.0
// The archive and the provenance of files: complete, and the same each time.
#include "formats/zip/zip_archive.h"

#include <kvant/bundle.h>
#include <kvant/files.h>
#include <kvant/random.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace {

struct Folder {
  std::string path = "/tmp/kvant_bundle_XXXXXX";
  Folder() {
    REQUIRE(::mkdtemp(path.data()) != nullptr);
    kvant::save(path + "/a.txt", "alpha");
    kvant::save(path + "/b.txt", "beta");
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

}  // namespace

TEST_CASE("an archive holds the files in order, and is the same each time") {
  const Folder folder;
  const std::string zip = folder.path + "/all.zip";
  kvant::save_zip(zip, folder.path, {"b.txt", "a.txt"});
  const kvant::Bytes first = kvant::load(zip);
  const auto entries = kvant::formats::read_zip(first, "all.zip");
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].path == "b.txt");
  CHECK(entries[1].bytes == kvant::load(folder.path + "/a.txt"));
  kvant::save_zip(zip, folder.path, {"b.txt", "a.txt"});
  CHECK(kvant::load(zip) == first);
  CHECK_THROWS_AS(kvant::save_zip(zip, folder.path, {"c.txt"}), kvant::Error);
  CHECK(kvant::load(zip) == first);
}

TEST_CASE("provenance names files, digests, seed and metrics, and no folder") {
  const Folder folder;
  kvant::set_seed(6);
  const std::string text = kvant::emit_provenance(
      {.command = "test", .metrics = {{"mse", 0.5}}, .folder = folder.path, .inputs = {"a.txt"}, .outputs = {"b.txt"}});
  CHECK(text.find(folder.path) == std::string::npos);
  const nlohmann::json json = nlohmann::json::parse(text);
  CHECK(json["seed"] == 6);
  CHECK(json["metrics"]["mse"] == 0.5);
  // sha256sum of "alpha" and "beta".
  CHECK(json["inputs"]["a.txt"] == "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8");
  CHECK(json["outputs"]["b.txt"] == "f44e64e75f3948e9f73f8dfa94721c4ce8cbb4f265c4790c702b2d41cfbf2753");
}
