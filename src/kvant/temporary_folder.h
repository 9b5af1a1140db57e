// SPDX-License-Identifier: Apache-2.0
// A folder for what is not finished yet.
#pragma once

#include <string>

namespace kvant {

/// A folder of a name that nothing else has, gone again with all it holds unless it is renamed.
class TemporaryFolder {
 public:
  /// path.XXXXXX, of other letters. Throws Error when it cannot be made.
  explicit TemporaryFolder(const std::string& path);
  /// Among the system's temporary files.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace kvant
