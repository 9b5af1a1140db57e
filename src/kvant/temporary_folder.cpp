// SPDX-License-Identifier: Apache-2.0
// Making and removing the folder.
#include "kvant/temporary_folder.h"

#include <kvant/types/error.h>

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace kvant {

TemporaryFolder::TemporaryFolder(const std::string& path) : path_(path + ".XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) throw Error(path, std::string("cannot be written: ") + std::strerror(errno));
}

TemporaryFolder::TemporaryFolder() : TemporaryFolder((std::filesystem::temp_directory_path() / "kvant").string()) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace kvant
