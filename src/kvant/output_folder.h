// SPDX-License-Identifier: Apache-2.0
// A folder for results, made before the work begins, so that a wrong path costs no training.
#pragma once

#include <string>

namespace kvant {

/// Makes the folder at once; takes it away again when nothing was written into it.
class OutputFolder {
 public:
  /// Throws Error when it cannot be made.
  explicit OutputFolder(std::string path);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

 private:
  std::string path_;
  bool made_ = false;
};

}  // namespace kvant
