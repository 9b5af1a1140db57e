// SPDX-License-Identifier: Apache-2.0
// Version and commit as text.
#include "cli/version.h"

namespace kvant::cli {

std::string version_text() {
  const std::string built_from = commit;
  return "kvant " KVANT_VERSION + (built_from.empty() ? "" : " (commit " + built_from + ")") +
         "\nconverter rules: TensorFlow 2.21\n";
}

}  // namespace kvant::cli
