// SPDX-License-Identifier: Apache-2.0
// Weights of samples in data files: a column that is no input, an array, and what is refused.
#include <kvant/columns.h>
#include <kvant/files.h>
#include <kvant/open_data.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

using namespace kvant;

namespace {

/// A folder that goes with the test.
struct Folder {
  std::filesystem::path path = std::filesystem::temp_directory_path() / ("kvant_weights_" + std::to_string(::getpid()));
  Folder() { std::filesystem::create_directories(path); }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name, std::string_view text) const {
    const std::string whole = (path / name).string();
    save(whole, std::as_bytes(std::span(text)));
    return whole;
  }
};

}  // namespace

TEST_CASE("a column of weights is neither input nor target, in memory and streamed") {
  const Folder folder;
  const std::string path = folder.file("a.csv", "a,b,y,w\n1,2,3,0.5\n4,5,6,0\n");
  const Samples samples = load_samples(path, {}, {}, "w");
  CHECK(samples.x.shape() == Shape{2, 2});
  CHECK(std::as_const(samples.y).values<float>()[1] == 6.0f);
  const DataSource source = open_csv(path, {}, {}, "w");
  CHECK(source.input_shapes()[0] == Shape{2});
  CHECK(std::as_const(read_targets(source)[0]).values<float>()[1] == 6.0f);
  for (const bool stream : {false, true}) {
    const Array weights = load_weights(path, "w", stream);
    CHECK(weights.shape() == Shape{2});
    CHECK(weights.values<float>()[0] == 0.5f);
    CHECK_THROWS_AS(load_weights(path, "v", stream), Error);
  }
  CHECK_THROWS_AS(open_csv(path, {}, {}, "v"), Error);
}

TEST_CASE("an array of weights holds a number for each sample, none below 0") {
  const Folder folder;
  const std::string path = (folder.path / "a.npz").string();
  save_npz(path,
           {{"good", Array({1, 2, 3})}, {"bad", Array({1, -2, 3})}, {"wide", Array({1, 2, 3, 4}).reshape({2, 2})}});
  CHECK(load_weights(path, "good").shape() == Shape{3});
  CHECK_THROWS_WITH_AS(load_weights(path, "bad"),
                       (path + ": bad: row 1 (from 0) must be 0 or more, received -2").c_str(), Error);
  CHECK_THROWS_WITH_AS(load_weights(path, "wide"),
                       (path + ": wide: must hold one number for each sample, received (2, 2)").c_str(), Error);
  CHECK_THROWS_AS(load_weights(path, "other"), Error);
}
