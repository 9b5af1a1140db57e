// SPDX-License-Identifier: Apache-2.0
// Writing beside the target, and changing places with it.
#include "kvant/whole_folder.h"

#include "kvant/temporary_folder.h"

#include <kvant/files.h>
#include <kvant/types/error.h>

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace kvant {
namespace {

namespace fs = std::filesystem;

/// As any new folder is, where the temporary one is for its owner alone.
void open_to_others(const std::string& path) {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::chmod(path.c_str(), 0777 & ~mask);
}

void check_replaceable(const std::string& path, const std::string& mark) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return;
  if (!fs::is_directory(path, ignored)) throw Error(path, "is a file, not a folder");
  if (fs::is_empty(path, ignored) || fs::exists(fs::path(path) / mark, ignored)) return;
  throw Error(path, "is a folder of other files, which stays as it is");
}

void rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    throw Error(to, std::string("cannot be written: ") + std::strerror(errno));
}

}  // namespace

void save_folder(const std::string& given, const std::map<std::string, std::vector<std::byte>>& files,
                 const std::string& mark) {
  std::string path = given;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  check_replaceable(path, mark);
  const TemporaryFolder fresh(path);
  open_to_others(fresh.path());
  for (const auto& [file, bytes] : files) {
    const fs::path whole = fs::path(fresh.path()) / file;
    std::error_code failed;
    fs::create_directories(whole.parent_path(), failed);
    if (failed) throw Error(path, "cannot be written: " + failed.message());
    save(whole.string(), bytes);
  }
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return rename(fresh.path(), path);
  const TemporaryFolder old(path);  // what is there goes with it
  const std::string aside = old.path() + "/replaced";
  rename(path, aside);
  try {
    rename(fresh.path(), path);
  } catch (const Error&) {
    rename(aside, path);
    throw;
  }
}

}  // namespace kvant
