// SPDX-License-Identifier: Apache-2.0
// Making a folder, and leaving no trace when nothing came of it.
#include "kvant/output_folder.h"

#include <kvant/types/error.h>

#include <filesystem>
#include <utility>

namespace kvant {

OutputFolder::OutputFolder(std::string path) : path_(std::move(path)) {
  std::error_code failed;
  made_ = std::filesystem::create_directories(path_, failed);
  if (failed) throw Error(path_, "cannot be made: " + failed.message());
}

OutputFolder::~OutputFolder() {
  // Only an empty folder goes.
  std::error_code ignored;
  if (made_) std::filesystem::remove(path_, ignored);
}

}  // namespace kvant
