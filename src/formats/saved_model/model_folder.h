// SPDX-License-Identifier: Apache-2.0
// The files of a model that is a folder, wherever they lie: on a disk, in an archive, in a browser.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace kvant::formats {

/// The bytes of a file by its path in the folder ("variables/variables.index"), or nothing where there is none. Readers
/// ask for paths that formats fix, never for one that stands in a file.
using ModelFolder = std::function<std::optional<std::vector<std::byte>>(const std::string& path)>;

/// A folder to be written: bytes by path, "/" between folders.
using FolderFiles = std::map<std::string, std::vector<std::byte>>;

}  // namespace kvant::formats
