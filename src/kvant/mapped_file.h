// SPDX-License-Identifier: Apache-2.0
// A file as bytes that the system reads when they are looked at.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace kvant {

/// The bytes stay as long as keeper does, or a copy of it.
struct MappedFile {
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> keeper;
};

/// Throws Error for what cannot be read, and for what is no ordinary file: a folder or a pipe.
MappedFile map_file(const std::string& path);

}  // namespace kvant
