// SPDX-License-Identifier: Apache-2.0
// Whole files in and out. A file is written beside its target and renamed into place, so that it is never half there.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant {

using Bytes = std::vector<std::byte>;

/// All bytes of a file; "-" is standard input. Throws Error when it is missing, a folder or unreadable.
Bytes load(const std::string& path);

/// Writes a file, or standard output for "-". On failure (no such folder, full disk) throws Error, and a file that was
/// there stays as it was.
void save(const std::string& path, std::span<const std::byte> bytes);
void save(const std::string& path, std::string_view text);

}  // namespace kvant
