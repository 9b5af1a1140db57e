// SPDX-License-Identifier: Apache-2.0
// Files come back as they were written, and a failed write leaves the old file and nothing else.
#include <kvant/files.h>
#include <kvant/types/error.h>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace {

struct Folder {
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kvant_files.XXXXXX").string();
    path = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name) const { return (path / name).string(); }
  auto count() const { return std::distance(std::filesystem::directory_iterator(path), {}); }
  std::filesystem::path path;
};

std::string text_of(const std::string& path) {
  const kvant::Bytes bytes = kvant::load(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// While it lives no file of this process may grow beyond this many bytes: as on a full disk.
struct FullDisk {
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit limit = {bytes, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before); }
  rlimit before{};
};

}  // namespace

TEST_CASE("what is saved is loaded") {
  const Folder folder;
  kvant::save(folder.file("a"), "first");
  kvant::save(folder.file("a"), std::string(300000, 'x'));
  CHECK(text_of(folder.file("a")) == std::string(300000, 'x'));
  kvant::save(folder.file("empty"), "");
  CHECK(text_of(folder.file("empty")).empty());
  CHECK(folder.count() == 2);
}

TEST_CASE("a failed write leaves the old file") {
  const Folder folder;
  kvant::save(folder.file("a"), "old");
  {
    const FullDisk full(4096);
    CHECK_THROWS_AS(kvant::save(folder.file("a"), std::string(8192, 'x')), kvant::Error);
  }
  CHECK(text_of(folder.file("a")) == "old");
  CHECK(folder.count() == 1);
}

TEST_CASE("permissions and links stay") {
  const Folder folder;
  kvant::save(folder.file("a"), "old");
  ::chmod(folder.file("a").c_str(), 0640);
  std::filesystem::create_symlink("a", folder.file("link"));
  kvant::save(folder.file("link"), "new");
  CHECK(text_of(folder.file("a")) == "new");
  CHECK(std::filesystem::is_symlink(folder.file("link")));
  CHECK(std::filesystem::status(folder.file("a")).permissions() == std::filesystem::perms(0640));
}

TEST_CASE("errors name the file") {
  const Folder folder;
  CHECK_THROWS_WITH(kvant::load(folder.file("none")),
                    (folder.file("none") + ": cannot be read: No such file or directory").c_str());
  CHECK_THROWS_WITH(kvant::load(folder.path.string()), (folder.path.string() + ": is a folder, not a file").c_str());
  CHECK_THROWS_WITH(kvant::save(folder.path.string(), "x"), (folder.path.string() + ": is a folder").c_str());
  CHECK_THROWS_WITH(kvant::save(folder.file("no/a"), "x"),
                    (folder.file("no/a") + ": cannot be written: No such file or directory").c_str());
  CHECK_THROWS_WITH(kvant::save("/dev/full", "x"), "/dev/full: cannot be written: No space left on device");
}
