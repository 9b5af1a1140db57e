// SPDX-License-Identifier: Apache-2.0
// What --version says.
#pragma once

#include <string>

namespace kvant::cli {

/// The commit this binary was built from; empty when it was not built from a repository. cmake/commit.cmake writes it.
extern const char* const commit;

/// Version, commit, and the converter whose rules are followed, with line ends.
std::string version_text();

}  // namespace kvant::cli
