// SPDX-License-Identifier: Apache-2.0
// A .zip in memory, as .keras and .npz files are.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kvant::formats {

struct ZipEntry {
  std::string path;  ///< relative, with '/' between its steps
  std::vector<std::byte> bytes;
};

/// Reads all files of an archive in the order of its directory; stored and deflated ones. `name` stands in errors.
/// Folders are left out. Throws Error for a damaged archive or checksum, encryption, a path that is absolute, has ".."
/// or is there twice, and for contents beyond 4 GiB or 1100 times their compressed size.
std::vector<ZipEntry> read_zip(std::span<const std::byte> bytes, std::string_view name);

/// Writes an archive of stored entries, all dated 1980-01-01: the same entries give the same bytes.
/// Throws Error for a path that read_zip refuses.
std::vector<std::byte> write_zip(std::span<const ZipEntry> entries);

}  // namespace kvant::formats
