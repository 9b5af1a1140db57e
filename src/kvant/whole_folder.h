// SPDX-License-Identifier: Apache-2.0
// Folders of files that belong together: written beside the target, then renamed, so that none is ever half there.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace kvant {

/// Writes the files, by paths in the folder ("variables/variables.index"). A folder that is there is replaced when it
/// is empty or holds the file mark, which tells its kind; else it is an Error, as is a file there, and whatever cannot
/// be written. Then what was there stays as it was.
void save_folder(const std::string& path, const std::map<std::string, std::vector<std::byte>>& files,
                 const std::string& mark);

}  // namespace kvant
